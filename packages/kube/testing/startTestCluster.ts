import { DevCluster, startDevCluster } from '@backstage-gitops/devcluster';
import { KubeConfig } from '@kubernetes/client-node';
import { KubeObject, UnstructuredObject } from '../src/api/types';
import { KubeClient } from '../src/client/KubeClient';

/** An embedded API server with a client, for the tests of this package. */
export interface TestCluster {
  readonly client: KubeClient;
  /** Makes a namespace of its own for one test. */
  namespace(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts an embedded API server. */
export async function startTestCluster(): Promise<TestCluster> {
  const cluster: DevCluster = await startDevCluster();
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  const client = KubeClient.fromKubeConfig(config, { qps: 1000, burst: 1000 });
  let count = 0;
  return {
    client,
    async namespace() {
      count += 1;
      const name = `test-${count}`;
      await client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
      return name;
    },
    async stop() {
      await client.close();
      await cluster.stop();
    },
  };
}

/** A ConfigMap as a manifest. */
export function configMap(
  namespace: string,
  name: string,
  data: Record<string, unknown>,
  metadata: Partial<KubeObject['metadata']> = {},
): UnstructuredObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...metadata },
    data,
  };
}

/** Looks until `read` gives something. */
export async function eventually<T>(
  read: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 10_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}
