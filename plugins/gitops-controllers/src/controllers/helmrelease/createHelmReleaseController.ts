import { Controller, systemClock, WorkQueue } from '@backstage-gitops/kube';
import type { ObjectKey, Trigger } from '@backstage-gitops/kube';
import type { RunnableController } from '../../host/module';
import { HelmReleaseReconciler } from './reconciler';
import type { ReleaseParts } from './ReleaseProcess';
import type { HelmRelease, HelmReleaseDeps, HelmReleaseWatch } from './types';

/** What a controller of HelmReleases is made of besides what its host gives. */
export interface ControllerParts extends ReleaseParts {
  readonly watches: readonly HelmReleaseWatch[];
  /** Drops what is known of a HelmRelease that is gone. */
  forget(key: ObjectKey): void;
}

/** Makes the parts, given how a run is started: as `namespace/name`. */
export type CreateParts = (
  deps: HelmReleaseDeps,
  enqueue: (key: string, trigger?: Trigger) => void,
) => ControllerParts;

/** Puts together the HelmRelease controller with its watches. */
export function createHelmReleaseController(
  deps: HelmReleaseDeps,
  createParts: CreateParts,
): RunnableController {
  const { client, clock, informers, logger, options } = deps;
  const { informer, release } = informers.acquire<HelmRelease>({
    ...deps.type,
    ...deps.scope,
  });
  const queue = new WorkQueue({
    clock: clock ?? systemClock,
    minRetryDelayMs: options.minRetryDelayMs,
    maxRetryDelayMs: options.maxRetryDelayMs,
  });
  const parts = createParts(deps, (key, trigger) => queue.add(key, trigger));
  const controller = new Controller<HelmRelease>({
    reconciler: new HelmReleaseReconciler(deps, parts),
    client,
    informer,
    queue,
    clock,
    logger,
    recorder: deps.recorder,
    metrics: deps.metrics,
    concurrency: options.concurrent,
    jitterPercent: options.intervalJitterPercentage,
  });
  return {
    get hasSynced() {
      return informer.hasSynced;
    },
    async run(signal) {
      const stops = parts.watches.map(watch => watch.start());
      try {
        await controller.run(signal);
      } finally {
        for (const stop of stops) stop();
        release();
        deps.sources.release();
      }
    },
  };
}
