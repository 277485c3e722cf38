import type { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import type { KubeConfig } from '@kubernetes/client-node';
import type { ClusterMode } from '../modes';
import type { ClusterProblem, ClusterSource } from '../types';

/** How a located cluster is reached. */
export type ClusterTarget =
  | { readonly type: 'details'; readonly details: ClusterDetails }
  | { readonly type: 'kubeconfig'; readonly kubeConfig: KubeConfig }
  | { readonly type: 'none'; readonly problem: ClusterProblem };

/** What a locator gives for one cluster. */
export interface LocatedCluster {
  readonly name: string;
  readonly title?: string;
  readonly source: ClusterSource;
  readonly target: ClusterTarget;
  /** Where the section that names the cluster chooses it itself. */
  readonly mode?: ClusterMode;
}

/** A source of clusters that is asked again and again. */
export interface ClusterLocator {
  /** Of the entry that stands for the locator while it fails. */
  readonly name: string;
  readonly source: ClusterSource;
  /** Milliseconds between two calls of {@link locate}. */
  readonly refreshMs: number;
  /** All clusters it knows; one that can't be used is one with a problem. */
  locate(): Promise<LocatedCluster[]>;
}

/** A cluster that can't be served, with the reason. */
export function unusable(
  cluster: Pick<LocatedCluster, 'name' | 'title' | 'source'>,
  code: ClusterProblem['code'],
  message: string,
): LocatedCluster {
  const problem = { code, message: `cluster "${cluster.name}": ${message}` };
  return { ...cluster, target: { type: 'none', problem } };
}
