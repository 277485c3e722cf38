import { Controller } from '@backstage-gitops/kube';
import type { Informer } from '@backstage-gitops/kube';
import type { ControllerDeps, RunnableController } from '../host/module';
import type { SourceKind, Upstream } from './SourceKind';
import type { SourceObject } from './SourceObject';
import { SourceReconciler } from './SourceReconciler';

/** What {@link createSourceController} takes from the host. */
type SourceControllerDeps = Pick<
  ControllerDeps,
  | 'client'
  | 'clock'
  | 'host'
  | 'informers'
  | 'logger'
  | 'metrics'
  | 'recorder'
  | 'scope'
  | 'store'
> & { readonly options: { readonly concurrent: number } };

/**
 * Enqueues objects when something else than themselves changes, until the
 * returned function is called.
 */
export type SourceWatch<T extends SourceObject> = (
  informer: Informer<T>,
  controller: Controller<T>,
) => () => void;

/**
 * The controller of one kind of source.
 * @param watch - further triggers, such as the artifacts of included repositories
 */
export function createSourceController<
  T extends SourceObject,
  U extends Upstream,
>(
  kind: SourceKind<T, U>,
  deps: SourceControllerDeps,
  watch?: SourceWatch<T>,
): RunnableController {
  const { client, clock, host, logger, metrics, options, recorder } = deps;
  const { informer, release } = deps.informers.acquire<T>({
    ...kind.type,
    ...deps.scope,
  });
  const controller = new Controller<T>({
    ...{ client, clock, informer, logger, metrics, recorder },
    reconciler: new SourceReconciler(kind, deps.store),
    concurrency: options.concurrent,
    jitterPercent: host.intervalJitterPercentage,
    minRetryDelayMs: host.minRetryDelayMs,
    maxRetryDelayMs: host.maxRetryDelayMs,
  });
  return {
    get hasSynced() {
      return informer.hasSynced;
    },
    async run(signal) {
      const stop = watch?.(informer, controller);
      await controller.run(signal);
      stop?.();
      release();
    },
  };
}
