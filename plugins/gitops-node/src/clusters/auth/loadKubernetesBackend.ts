/** What is used of `@backstage/plugin-kubernetes-backend`. */
export type KubernetesBackend = Pick<
  typeof import('@backstage/plugin-kubernetes-backend'),
  | 'AwsIamStrategy'
  | 'AzureIdentityStrategy'
  | 'GoogleServiceAccountStrategy'
  | 'ServiceAccountStrategy'
>;

/**
 * Loads Backstage's Kubernetes backend when a cluster first needs it: the cloud
 * clients that come with it take half a second and 75 MB.
 */
export async function loadKubernetesBackend(): Promise<KubernetesBackend> {
  // Not import(): jest runs none, and the package is CommonJS.
  return require('@backstage/plugin-kubernetes-backend');
}
