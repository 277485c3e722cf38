/** The configuration names a cluster in a way that cannot be used. */
export class ClusterConfigError extends Error {
  override readonly name = 'ClusterConfigError';
  readonly code = 'cluster-config';
}
