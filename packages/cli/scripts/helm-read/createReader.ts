import { KubeClient, type KubeObject } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';

/** Reads the Secrets that releases are stored in. */
export function createReader(kubeconfig: string) {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const client = KubeClient.fromKubeConfig(config);
  return {
    async listSecrets(): Promise<KubeObject[]> {
      const { items } = await client.listAll(
        { apiVersion: 'v1', kind: 'Secret' },
        { labelSelector: 'owner=helm' },
      );
      return items;
    },
    close: () => client.close(),
  };
}
