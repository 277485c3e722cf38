/**
 * What the GitOps backend plugins share: the registry of clusters, the extension
 * points of both, and the forges.
 *
 * @packageDocumentation
 */
export {
  createGitOpsClustersFactory,
  gitopsClustersServiceRef,
} from './clusters/gitopsClustersServiceRef';
export type { GitOpsClustersOptions } from './clusters/gitopsClustersServiceRef';
export { followClusters } from './clusters/followClusters';
export type {
  ClusterFollower,
  FollowClustersOptions,
} from './clusters/followClusters';
export type * from './clusters/types';
export { DuplicateRegistrationError } from './extensions/Registrations';
export * from './extensions/keyServices';
export * from './extensions/notifiers';
export * from './extensions/promotionGates';
export * from './extensions/sourceCredentials';
export * from './forges';
