import { Controller, Informer } from '@backstage-gitops/kube';
import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  KubeClient,
  Logger,
} from '@backstage-gitops/kube';
import { GitRepositoryReconciler } from './reconciler';
import type { GitRepository, GitRepositoryDeps } from './types';

/** Settings of the GitRepository controller. */
export interface GitRepositoryControllerOptions extends GitRepositoryDeps {
  readonly client: KubeClient;
  readonly recorder: EventRecorder;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ControllerMetrics;
  /** Objects reconciled at once. Default 2. */
  readonly concurrent?: number;
  readonly intervalJitterPercent?: number;
  readonly minRetryDelayMs?: number;
  readonly maxRetryDelayMs?: number;
  /** Selector of the objects to look after; the rest is invisible. */
  readonly labelSelector?: string;
  /** Namespace to look after; all by default. */
  readonly namespace?: string;
}

/** The GitRepository controller, ready to run. */
export interface GitRepositoryController {
  /** Cache of GitRepositories. */
  readonly informer: Informer<GitRepository>;
  /** Works until the signal aborts and running reconciles have ended. */
  run(signal: AbortSignal): Promise<void>;
}

const DEFAULT_CONCURRENT = 2;
const INCLUDE_INDEX = 'include';

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** Starts the repositories that include one whose artifact has changed. */
function watchIncludes(
  informer: Informer<GitRepository>,
  controller: Controller<GitRepository>,
): () => void {
  const enqueueDependents = ({ metadata }: GitRepository) => {
    const key = keyOf(metadata.namespace, metadata.name);
    for (const dependent of informer.store.byIndex(INCLUDE_INDEX, key)) {
      controller.enqueue(dependent.metadata);
    }
  };
  return informer.addHandler({
    onUpdate: (object, old) => {
      const before = old.status?.artifact?.digest;
      if (object.status?.artifact?.digest !== before) {
        enqueueDependents(object);
      }
    },
  });
}

/** Puts together the GitRepository controller with its watches. */
export function createGitRepositoryController(
  options: GitRepositoryControllerOptions,
): GitRepositoryController {
  const { client, clock, logger, recorder, metrics } = options;
  const reconciler = new GitRepositoryReconciler(options);
  const informer = new Informer<GitRepository>({
    client,
    clock,
    logger,
    type: reconciler.type,
    namespace: options.namespace,
    labelSelector: options.labelSelector,
    transform: object => {
      delete (object.metadata as { managedFields?: unknown }).managedFields;
      return object;
    },
    indexers: {
      [INCLUDE_INDEX]: ({ metadata, spec }) =>
        (spec.include ?? []).map(({ repository }) =>
          keyOf(metadata.namespace, repository.name),
        ),
    },
  });
  const controller = new Controller<GitRepository>({
    reconciler,
    client,
    informer,
    recorder,
    clock,
    logger,
    metrics,
    concurrency: options.concurrent ?? DEFAULT_CONCURRENT,
    jitterPercent: options.intervalJitterPercent,
    minRetryDelayMs: options.minRetryDelayMs,
    maxRetryDelayMs: options.maxRetryDelayMs,
  });
  return {
    informer,
    async run(signal) {
      const stop = watchIncludes(informer, controller);
      await Promise.all([informer.run(signal), controller.run(signal)]);
      stop();
    },
  };
}
