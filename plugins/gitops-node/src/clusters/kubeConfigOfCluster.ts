import { existsSync } from 'node:fs';
import type { Config } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterConfigError } from './ClusterConfigError';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Turns one entry of `kubernetes.clusterLocatorMethods[].clusters` into a
 * kubeconfig. Without a token the backend's own service account is used, as
 * Backstage's Kubernetes plugin does.
 * @throws ClusterConfigError - an `authProvider` that needs the identity of a user or cloud
 * @see Backstage, docs/features/kubernetes/configuration.md
 */
export function kubeConfigOfCluster(cluster: Config): KubeConfig {
  const name = cluster.getString('name');
  const authProvider =
    cluster.getOptionalString('authProvider') ??
    cluster.getOptionalString('authMetadata.kubernetes.io/auth-provider');
  if (
    authProvider !== 'serviceAccount' &&
    authProvider !== 'localKubectlProxy'
  ) {
    throw new ClusterConfigError(
      `cluster "${name}": authProvider "${authProvider}" cannot be used for ` +
        `watches in the background; use "serviceAccount"`,
    );
  }
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    {
      name,
      server: cluster.getString('url').replace(/\/+$/, ''),
      skipTLSVerify: cluster.getOptionalBoolean('skipTLSVerify') ?? false,
      caData: cluster.getOptionalString('caData'),
      caFile: cluster.getOptionalString('caFile') ?? ownCa(cluster),
    },
    authProvider === 'serviceAccount' ? serviceAccount(cluster) : { name },
  );
  return kubeConfig;
}

function serviceAccount(cluster: Config) {
  const name = cluster.getString('name');
  const token = cluster.getOptionalString('serviceAccountToken');
  if (token) {
    return { name, token };
  }
  const tokenFile = `${SERVICE_ACCOUNT}/token`;
  if (!existsSync(tokenFile)) {
    throw new ClusterConfigError(
      `cluster "${name}": serviceAccountToken is missing, and this backend ` +
        `runs in no cluster whose service account it could use`,
    );
  }
  return { name, authProvider: { name: 'tokenFile', config: { tokenFile } } };
}

function ownCa(cluster: Config): string | undefined {
  const file = `${SERVICE_ACCOUNT}/ca.crt`;
  const hasOwn =
    cluster.has('caData') ||
    cluster.has('caFile') ||
    cluster.has('serviceAccountToken');
  return !hasOwn && existsSync(file) ? file : undefined;
}
