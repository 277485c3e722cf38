/**
 * What the GitOps backend plugins share: the registry of clusters.
 *
 * @packageDocumentation
 */
export {
  createGitOpsClustersFactory,
  gitopsClustersServiceRef,
} from './clusters/gitopsClustersServiceRef';
export type { GitOpsClustersOptions } from './clusters/gitopsClustersServiceRef';
export type * from './clusters/types';
export { readClusters } from './clusters/readClusters';
export type { ClusterEntry } from './clusters/readClusters';
export { ClusterConfigError } from './clusters/ClusterConfigError';
