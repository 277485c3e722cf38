import { Controller } from '@backstage-gitops/kube';
import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  Informer,
  KubeClient,
  Logger,
} from '@backstage-gitops/kube';
import type { ArtifactStore } from '../artifacts';
import type { SourceKind, Upstream } from './SourceKind';
import type { SourceObject } from './SourceObject';
import { SourceReconciler } from './SourceReconciler';

/** What {@link createSourceController} needs besides the kind. */
export interface SourceControllerOptions<T extends SourceObject> {
  readonly client: KubeClient;
  /** Cache of the kind. */
  readonly informer: Informer<T>;
  readonly recorder: EventRecorder;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ControllerMetrics;
  readonly store: ArtifactStore;
  /** Objects reconciled at once. Default 2. */
  readonly concurrent?: number;
  readonly intervalJitterPercent?: number;
  readonly minRetryDelayMs?: number;
  readonly maxRetryDelayMs?: number;
}

/**
 * Enqueues objects when something else than themselves changes, until the
 * returned function is called.
 */
export type SourceWatch<T extends SourceObject> = (
  informer: Informer<T>,
  controller: Controller<T>,
) => () => void;

const DEFAULT_CONCURRENT = 2;

/**
 * The controller of one kind of source.
 * @param watch - further triggers, such as the artifacts of included repositories
 * @returns a function that works until its signal aborts and running
 *   reconciles have ended
 */
export function createSourceController<
  T extends SourceObject,
  U extends Upstream,
>(
  kind: SourceKind<T, U>,
  options: SourceControllerOptions<T>,
  watch?: SourceWatch<T>,
): (signal: AbortSignal) => Promise<void> {
  const { informer, store, concurrent, intervalJitterPercent, ...rest } =
    options;
  const controller = new Controller<T>({
    ...rest,
    informer,
    reconciler: new SourceReconciler(kind, store),
    concurrency: concurrent ?? DEFAULT_CONCURRENT,
    jitterPercent: intervalJitterPercent,
  });
  return async signal => {
    const stop = watch?.(informer, controller);
    await controller.run(signal);
    stop?.();
  };
}
