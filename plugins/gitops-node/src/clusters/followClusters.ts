import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterConnection, GitOpsCluster, GitOpsClusters } from './types';

/** Which clusters to work for, and how. */
export interface FollowClustersOptions {
  readonly clusters: GitOpsClusters;
  /** Default: all that have a connection. */
  readonly filter?: (cluster: GitOpsCluster) => boolean;
  /**
   * Works for one cluster until the signal aborts: the cluster went, its entry
   * changed, or the follower was stopped. A rejection is logged, and the
   * cluster left alone until its entry changes.
   */
  readonly run: (
    cluster: GitOpsCluster,
    connection: ClusterConnection,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly logger: LoggerService;
}

/** Work for clusters that come and go. */
export interface ClusterFollower {
  /** Aborts all signals and waits for the work to end. */
  stop(): Promise<void>;
}

/**
 * Runs something for each cluster as long as it is in the registry. For one
 * name never two at a time: after a change the new work waits for the old.
 */
export function followClusters(
  options: FollowClustersOptions,
): ClusterFollower {
  const { clusters, filter = () => true } = options;
  const stop = new AbortController();
  const started = new WeakSet<ClusterConnection>();
  const work = new Map<string, Promise<void>>();
  const update = () => {
    for (const cluster of clusters.list()) {
      const { name, connection } = cluster;
      if (!connection || started.has(connection) || !filter(cluster)) continue;
      started.add(connection);
      const before = work.get(name) ?? Promise.resolve();
      work.set(
        name,
        before.then(() => runOne(options, cluster, connection, stop.signal)),
      );
    }
  };
  update();
  const removeListener = clusters.onChange(update);
  return {
    async stop() {
      removeListener();
      stop.abort();
      await Promise.all(work.values());
    },
  };
}

/** Never rejects. */
async function runOne(
  { run, logger }: FollowClustersOptions,
  cluster: GitOpsCluster,
  connection: ClusterConnection,
  stopped: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([connection.signal, stopped]);
  if (signal.aborted) return;
  try {
    await run(cluster, connection, signal);
  } catch (error) {
    if (signal.aborted) return;
    logger.error('work for a cluster has failed', {
      cluster: cluster.name,
      error: error instanceof Error ? error.message : String(error),
    });
  }
}
