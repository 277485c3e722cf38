import type { KubeClient, KubeObject } from '@backstage-gitops/kube';
import { TargetError, textOf } from './TargetError';

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** A cluster whose server trusts tokens of the service accounts of this one. */
export interface ClusterReference {
  /** `https://host:port` */
  readonly url: string;
  /** PEM of the authority of its certificate; default the system's. */
  readonly ca?: string;
  /** Of the tokens. */
  readonly audiences: readonly string[];
  /** Account of the object's namespace; default that of the controllers. */
  readonly serviceAccountName?: string;
}

const CLOUDS = ['aws', 'azure', 'gcp'];

/**
 * Reads the ConfigMap of `spec.kubeConfig.configMapRef`: keys provider, address,
 * ca.crt, audiences (one a line) and serviceAccountName.
 * @throws TargetError - `config-map`, `config`; `unsupported`: a cloud's provider
 * @see fluxcd/pkg auth/utils/restconfig.go, auth/generic
 */
export async function readClusterReference(
  client: KubeClient,
  key: { readonly namespace?: string; readonly name: string },
  signal: AbortSignal,
): Promise<ClusterReference> {
  const source = `${key.namespace}/${key.name}`;
  const { data = {} } = await getConfigMap(client, key, signal);
  requireGeneric(data.provider ?? '', source);
  const { address = '' } = data;
  const audiences = (data.audiences ?? '')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
  return {
    url: canonicalUrl(address, source),
    ca: data['ca.crt'] || undefined,
    audiences: audiences.length > 0 ? audiences : [address],
    serviceAccountName: data.serviceAccountName || undefined,
  };
}

async function getConfigMap(
  client: KubeClient,
  key: { readonly namespace?: string; readonly name: string },
  signal: AbortSignal,
): Promise<ConfigMap> {
  const type = { apiVersion: 'v1', kind: 'ConfigMap' };
  try {
    return await client.get<ConfigMap>(type, key, { signal });
  } catch (cause) {
    const source = `${key.namespace}/${key.name}`;
    const text = `failed to get configmap ${source}: ${textOf(cause)}`;
    throw new TargetError('config-map', text, source, { cause });
  }
}

function requireGeneric(provider: string, source: string): void {
  if (provider === 'generic') return;
  if (CLOUDS.includes(provider)) {
    throw new TargetError(
      'unsupported',
      `kubeConfig.configMapRef '${source}': provider '${provider}' is not supported yet; use provider 'generic' or kubeConfig.secretRef`,
      source,
    );
  }
  const message = `provider '${provider}' not implemented`;
  throw new TargetError('config', message, source);
}

/** The host in lower case with its port; a path is dropped, as by Flux. */
function canonicalUrl(address: string, source: string): string {
  const refuse = (message: string): never => {
    throw new TargetError('config', message, source);
  };
  if (address === '') {
    return refuse('cluster address is required to create a REST config');
  }
  const text = address.startsWith('http') ? address : `https://${address}`;
  let url: URL;
  try {
    url = new URL(text);
  } catch (error) {
    return refuse(
      `failed to parse cluster address ${address}: failed to parse Kubernetes API server address '${text}': ${textOf(
        error,
      )}`,
    );
  }
  if (url.protocol !== 'https:') {
    return refuse(
      `failed to parse cluster address ${address}: the Kubernetes API server address '${text}' must use https scheme`,
    );
  }
  return `https://${url.hostname}:${url.port || '443'}`;
}
