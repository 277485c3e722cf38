import type { RootConfigService } from '@backstage/backend-plugin-api';
import {
  KubeClient,
  SharedInformers,
  type Logger,
} from '@backstage-gitops/kube';
import { readClusters } from '@backstage-gitops/plugin-gitops-node';
import type { PortalClusters } from './clusters';

/** The clusters of app-config, each with a client and informers of its own. */
export function readPortalClusters(
  config: RootConfigService,
  logger: Logger,
): PortalClusters & { close(): Promise<void> } {
  const clusters = readClusters(config).map(({ name, kubeConfig }) => {
    const client = KubeClient.fromKubeConfig(kubeConfig);
    const informers = new SharedInformers({ client, logger });
    return { name, connection: { client, informers } };
  });
  return {
    list: () => clusters,
    onChange: () => () => {},
    close: async () => {
      for (const { connection } of clusters) {
        await connection.informers.close();
        await connection.client.close();
      }
    },
  };
}
