/**
 * What the GitOps backend plugins share: the registry of clusters.
 *
 * @packageDocumentation
 */
export { readClusters } from './clusters/readClusters';
export type { ClusterEntry } from './clusters/readClusters';
export { ClusterConfigError } from './clusters/ClusterConfigError';
