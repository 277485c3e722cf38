import { Controller } from '@backstage-gitops/kube';
import { CONFIG_INDEX, configIndexValue, ConfigWatcher } from '../../configs';
import type { ControllerDeps, RunnableController } from '../../host/module';
import { ReceiverReconciler } from './reconciler';
import type { Receiver } from './types';

/** What {@link createReceiverController} takes from the host. */
type ReceiverDeps = Pick<
  ControllerDeps,
  | 'client'
  | 'clock'
  | 'gates'
  | 'host'
  | 'informers'
  | 'logger'
  | 'metrics'
  | 'recorder'
  | 'scope'
> & {
  readonly options: {
    readonly concurrent: number;
    readonly watchConfigsLabelSelector: string;
  };
};

function secretsOf({ metadata, spec }: Receiver): string[] {
  return spec.secretRef
    ? [
        configIndexValue(
          { kind: 'Secret', name: spec.secretRef.name },
          metadata.namespace,
        ),
      ]
    : [];
}

/** The controller of Receivers, which runs one when its Secret changes. */
export function createReceiverController(
  deps: ReceiverDeps,
): RunnableController {
  const { client, clock, host, informers, logger, metrics, recorder } = deps;
  const reconciler = new ReceiverReconciler();
  const { informer, release } = informers.acquire<Receiver>({
    ...reconciler.type,
    ...deps.scope,
  });
  const controller = new Controller<Receiver>({
    ...{ reconciler, client, clock, informer, logger, metrics, recorder },
    concurrency: deps.options.concurrent,
    minRetryDelayMs: host.minRetryDelayMs,
    maxRetryDelayMs: host.maxRetryDelayMs,
  });
  const configs = new ConfigWatcher({
    informers,
    readers: informer,
    labelSelector: deps.options.watchConfigsLabelSelector,
    enqueue: (key, trigger) => controller.queue.add(key, trigger),
  });
  return {
    get hasSynced() {
      return informer.hasSynced;
    },
    async run(signal) {
      informer.addIndexer(CONFIG_INDEX, secretsOf);
      const stop = deps.gates.DisableConfigWatchers
        ? undefined
        : configs.start();
      try {
        await controller.run(signal);
      } finally {
        stop?.();
        informer.removeIndexer(CONFIG_INDEX);
        release();
      }
    },
  };
}
