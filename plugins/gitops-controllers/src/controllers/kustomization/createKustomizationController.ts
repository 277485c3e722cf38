import {
  Controller,
  systemClock,
  toInventoryId,
  WorkQueue,
} from '@backstage-gitops/kube';
import type { Informer, ObjectRef, Trigger } from '@backstage-gitops/kube';
import { DriftWatcher } from '../../applied/DriftWatcher';
import {
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';
import { CONFIG_INDEX, ConfigWatcher } from '../../configs';
import {
  DEPENDENCY_INDEX,
  dependenciesOf,
  watchDependencies,
} from '../../dependencies';
import type { RunnableController } from '../../host/module';
import { AppliedObjectCaches } from './AppliedObjectCaches';
import { KustomizationReconciler } from './reconciler';
import { Rivals } from './rivals/Rivals';
import type { Kustomization, KustomizationDeps } from './types';
import { HealthWaits } from './watch/HealthWaits';
import { configIndexValues, progressOf } from './watch/indexValues';
import {
  SOURCE_INDEX,
  sourceIndexValue,
  SourceWatcher,
} from './watch/SourceWatcher';

/** Whether the inventory of a Kustomization names the object; undefined: no such one. */
function isListed(
  informer: Informer<Kustomization>,
  owner: string,
  ref: ObjectRef,
): boolean | undefined {
  const object = informer.store.getByKey(owner);
  if (!object) return undefined;
  const id = toInventoryId(ref);
  const entries = object.status?.inventory?.entries;
  return entries?.some(entry => entry.id === id) ?? false;
}

/** Indexes by what an object depends on; removed by the returned function. */
function addIndexers(informer: Informer<Kustomization>): () => void {
  informer.addIndexer(SOURCE_INDEX, object => [sourceIndexValue(object)]);
  informer.addIndexer(CONFIG_INDEX, configIndexValues);
  informer.addIndexer(DEPENDENCY_INDEX, dependenciesOf);
  return () =>
    [SOURCE_INDEX, CONFIG_INDEX, DEPENDENCY_INDEX].forEach(name =>
      informer.removeIndexer(name),
    );
}

interface WatchedKustomizations {
  readonly informer: Informer<Kustomization>;
  readonly applied: AppliedObjectCaches;
  /** Starts the run of a Kustomization, given as `namespace/name`. */
  readonly enqueue: (key: string, trigger?: Trigger) => void;
}

/** What starts Kustomizations besides their own changes, as the options ask for. */
function createWatches(
  { sources, clock, informers, logger, options }: KustomizationDeps,
  { informer, applied, enqueue }: WatchedKustomizations,
) {
  const health = new HealthWaits();
  const drift = options.watchDrift
    ? new DriftWatcher({
        informers,
        labels: {
          name: KUSTOMIZATION_NAME_LABEL,
          namespace: KUSTOMIZATION_NAMESPACE_LABEL,
        },
        clock,
        enqueue,
        onChange: (owner, ref) => health.notice(owner, ref),
        isListed: (owner, ref) => isListed(informer, owner, ref) ?? false,
        isKnown: (owner, ref, live) => applied.isKnown(owner, ref, live),
      })
    : undefined;
  const configs = options.featureGates.DisableConfigWatchers
    ? undefined
    : new ConfigWatcher({
        informers,
        readers: informer,
        labelSelector: options.watchConfigsLabelSelector,
        enqueue,
      });
  return {
    drift,
    configs,
    health,
    rivals: new Rivals((owner, ref) => isListed(informer, owner, ref)),
    sources: new SourceWatcher(informer, sources, enqueue, logger),
  };
}

/** Puts together the Kustomization controller with its watches. */
export function createKustomizationController(
  deps: KustomizationDeps,
): RunnableController {
  const { client, clock, informers, logger, options } = deps;
  const { informer, release } = informers.acquire<Kustomization>({
    ...deps.type,
    ...deps.scope,
  });
  const removeIndexers = addIndexers(informer);
  const queue = new WorkQueue({
    clock: clock ?? systemClock,
    minRetryDelayMs: options.minRetryDelayMs,
    maxRetryDelayMs: options.maxRetryDelayMs,
  });
  const enqueue = (key: string, trigger?: Trigger) => queue.add(key, trigger);
  const applied = new AppliedObjectCaches();
  const watches = createWatches(deps, { informer, applied, enqueue });
  const controller = new Controller<Kustomization>({
    reconciler: new KustomizationReconciler(deps, { ...watches, applied }),
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
      const { sources, configs, drift } = watches;
      const stops = [
        sources.start(),
        watchDependencies(informer, enqueue, progressOf),
        configs?.start(),
        drift?.start(),
      ];
      try {
        await controller.run(signal);
      } finally {
        for (const stop of stops) stop?.();
        removeIndexers();
        release();
        deps.sources.release();
      }
    },
  };
}
