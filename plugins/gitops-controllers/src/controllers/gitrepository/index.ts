import { Informer, stripManagedFields } from '@backstage-gitops/kube';
import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  KubeClient,
  Logger,
} from '@backstage-gitops/kube';
import { createSourceController } from '../../sources';
import { GitRepositorySource } from './GitRepositorySource';
import type { GitRepository, GitRepositoryDeps } from './types';
import { INCLUDE_INDEX, includedKeys, watchIncludes } from './watchIncludes';

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
  /** Label selector of the objects to reconcile. */
  readonly labelSelector?: string;
  /** Namespace of the objects to reconcile; all by default. */
  readonly namespace?: string;
}

/** The GitRepository controller, ready to run. */
export interface GitRepositoryController {
  /** Cache of GitRepositories. */
  readonly informer: Informer<GitRepository>;
  /** Works until the signal aborts and running reconciles have ended. */
  run(signal: AbortSignal): Promise<void>;
}

/** Creates the GitRepository controller with its watches. */
export function createGitRepositoryController(
  options: GitRepositoryControllerOptions,
): GitRepositoryController {
  const { namespace, labelSelector, ...rest } = options;
  const source = new GitRepositorySource(options);
  const informer = new Informer<GitRepository>({
    client: options.client,
    clock: options.clock,
    logger: options.logger,
    type: source.type,
    namespace,
    labelSelector,
    transform: stripManagedFields,
    indexers: { [INCLUDE_INDEX]: includedKeys },
  });
  const run = createSourceController(
    source,
    { ...rest, informer },
    watchIncludes,
  );
  return {
    informer,
    async run(signal) {
      await Promise.all([informer.run(signal), run(signal)]);
    },
  };
}
