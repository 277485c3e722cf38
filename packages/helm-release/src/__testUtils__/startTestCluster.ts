import { KubeClient, type UnstructuredObject } from '@backstage-gitops/kube';
import { startDevCluster } from '@backstage-gitops/devcluster';
import { KubeConfig } from '@kubernetes/client-node';
import type { ActionContext } from '../actions/types';
import { createMemoryStorage, type MemoryStorage } from './createMemoryStorage';

/** The context of an action, with a storage whose writes can be read. */
export interface TestContext extends ActionContext {
  readonly storage: MemoryStorage;
}

/** An embedded cluster with what tests of actions ask of it. */
export interface TestCluster {
  readonly client: KubeClient;
  /** A context in a namespace that is made for it. */
  createContext(
    namespace: string,
    more?: Partial<ActionContext>,
  ): Promise<TestContext>;
  stop(): Promise<void>;
}

/** Starts an embedded cluster without a pod simulator. */
export async function startTestCluster(): Promise<TestCluster> {
  const cluster = await startDevCluster({ simulatePods: false });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  const client = KubeClient.fromKubeConfig(kubeConfig);
  return {
    client,
    createContext: async (namespace, more = {}) => {
      const object: UnstructuredObject = {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      };
      await client.create(object);
      return {
        client,
        storage: createMemoryStorage(),
        fieldManager: 'helm',
        signal: new AbortController().signal,
        ...more,
      } as TestContext;
    },
    stop: async () => {
      await client.close();
      await cluster.stop();
    },
  };
}
