import type { Config } from '@backstage/config';
import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import type { protos } from '@google-cloud/container';
import { ClusterLocator, LocatedCluster, unusable } from './LocatedCluster';

type GkeCluster = protos.google.container.v1.ICluster;

/** Lists the clusters below `projects/<project>/locations/<region>`. */
export type ListGkeClusters = (parent: string) => Promise<GkeCluster[]>;

const REFRESH_MS = 300_000;

/** What a locator of type `gke` says in app-config. */
interface GkeOptions {
  readonly authProvider: string;
  readonly skipTLSVerify: boolean;
  readonly usesDnsEndpoint: boolean;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
}

/**
 * Clusters of a Google Cloud project. With `authProvider: googleServiceAccount`
 * they are used as the backend's own identity; with the default `google` they
 * need a signed-in user.
 * @throws Error - `projectId` is missing or a key has the wrong type
 * @see Backstage, docs/features/kubernetes/configuration.md, "gke"
 */
export function createGkeLocator(
  method: Config,
  list: ListGkeClusters = listWithApplicationCredentials,
): ClusterLocator {
  const project = method.getString('projectId');
  const region = method.getOptionalString('region') ?? '-';
  const options = readOptions(method);
  return {
    name: `gke locator of project ${project}`,
    source: 'gke',
    refreshMs: REFRESH_MS,
    async locate() {
      const found = await list(`projects/${project}/locations/${region}`);
      return found
        .filter(cluster => hasLabels(cluster, options.labels))
        .map(cluster => toCluster(cluster, options));
    },
  };
}

function readOptions(method: Config): GkeOptions {
  const isServiceAccount =
    method.getOptionalString('authProvider') === 'googleServiceAccount';
  const labels = method.getOptionalConfigArray('matchingResourceLabels') ?? [];
  return {
    authProvider: isServiceAccount ? 'googleServiceAccount' : 'google',
    skipTLSVerify: method.getOptionalBoolean('skipTLSVerify') ?? false,
    usesDnsEndpoint: method.getOptionalString('endpointType') === 'dns',
    labels: labels.map(label => ({
      key: label.getString('key'),
      value: label.getString('value'),
    })),
  };
}

function hasLabels(cluster: GkeCluster, labels: GkeOptions['labels']): boolean {
  return labels.every(
    ({ key, value }) => cluster.resourceLabels?.[key] === value,
  );
}

function toCluster(found: GkeCluster, options: GkeOptions): LocatedCluster {
  const name = found.name ?? 'unknown';
  const cluster = { name, source: 'gke' } as const;
  const dnsEndpoint =
    found.controlPlaneEndpointsConfig?.dnsEndpointConfig?.endpoint;
  const usesDns = options.usesDnsEndpoint && dnsEndpoint;
  const host = usesDns ? dnsEndpoint : found.endpoint;
  if (!host) {
    return unusable(cluster, 'invalid-entry', 'it has no endpoint yet');
  }
  const details = {
    name,
    url: `https://${host}`,
    authMetadata: {
      [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: options.authProvider,
    },
    // The certificate of the DNS endpoint is signed by a public authority.
    caData: usesDns
      ? undefined
      : found.masterAuth?.clusterCaCertificate ?? undefined,
    skipTLSVerify: options.skipTLSVerify,
  };
  return { ...cluster, target: { type: 'details', details } };
}

/** The client is large, so it is loaded when a locator of this type exists. */
async function listWithApplicationCredentials(
  parent: string,
): Promise<GkeCluster[]> {
  const { v1 } = await import('@google-cloud/container');
  const client = new v1.ClusterManagerClient({
    libName: 'backstage-gitops',
    libVersion: '0.1.0',
  });
  try {
    const [response] = await client.listClusters({ parent });
    return response.clusters ?? [];
  } finally {
    await client.close();
  }
}
