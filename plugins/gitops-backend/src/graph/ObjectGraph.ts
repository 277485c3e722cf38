import { systemClock, type Clock } from '@backstage-gitops/kube';
import type { ObjectRef } from '@backstage-gitops/plugin-gitops-common';
import type { Presenter } from '../presenters';
import {
  ClusterGraph,
  type ObjectListener,
  type PresentedNode,
} from './ClusterGraph';
import type { PortalClusters } from './clusters';
import { CLUSTERS_KEY } from './keys';
import { Subscriptions, type Subscription } from './Subscriptions';

interface ObjectGraphOptions {
  readonly clusters: PortalClusters;
  readonly presenters: readonly Presenter[];
  readonly clock?: Clock;
}

/** The GitOps objects of all clusters, live, and who listens to which of them. */
export class ObjectGraph {
  readonly #subscriptions = new Subscriptions();
  readonly #graphs = new Map<string, ClusterGraph>();
  readonly #objectListeners = new Set<ObjectListener>();
  #endChanges?: () => void;

  constructor(private readonly options: ObjectGraphOptions) {}

  /** Watches the clusters until {@link close}. */
  start(): void {
    this.#endChanges = this.options.clusters.onChange(() => {
      this.#update();
      this.#subscriptions.notify([CLUSTERS_KEY]);
    });
    this.#update();
  }

  /** The clusters in the order of the registry. */
  get clusters(): readonly ClusterGraph[] {
    return [...this.#graphs.values()];
  }

  cluster(name: string): ClusterGraph | undefined {
    return this.#graphs.get(name);
  }

  find(ref: ObjectRef): PresentedNode | undefined {
    return this.cluster(ref.cluster)?.find(ref);
  }

  /** Calls `listener` after each change that concerns one of the keys (`keys.ts`). */
  subscribe(keys: Iterable<string>, listener: () => void): Subscription {
    return this.#subscriptions.subscribe(keys, listener);
  }

  /** Calls `listener` with each object that is read from now on; returns what ends that. */
  onObject(listener: ObjectListener): () => void {
    this.#objectListeners.add(listener);
    return () => this.#objectListeners.delete(listener);
  }

  close(): void {
    this.#endChanges?.();
    for (const graph of this.#graphs.values()) graph.close();
    this.#graphs.clear();
  }

  #update(): void {
    const known = new Map(this.#graphs);
    this.#graphs.clear();
    for (const cluster of this.options.clusters.list()) {
      const graph = known.get(cluster.name);
      const isSame = graph?.cluster.connection === cluster.connection;
      if (graph && isSame && graph.cluster.problem === cluster.problem) {
        known.delete(cluster.name);
        this.#graphs.set(cluster.name, graph);
      } else {
        const { presenters, clock = systemClock } = this.options;
        const onObject: ObjectListener = (node, object) =>
          this.#objectListeners.forEach(listener => listener(node, object));
        const notify = (keys: readonly string[]) =>
          this.#subscriptions.notify(keys);
        this.#graphs.set(
          cluster.name,
          new ClusterGraph(cluster, { presenters, clock, notify, onObject }),
        );
      }
    }
    for (const gone of known.values()) gone.close();
  }
}
