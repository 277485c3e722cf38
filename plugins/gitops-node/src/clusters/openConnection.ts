import type { LoggerService } from '@backstage/backend-plugin-api';
import { KubeClient, SharedInformers } from '@backstage-gitops/kube';
import type { AuthStrategies } from './auth/AuthStrategies';
import { toApiServer } from './auth/toApiServer';
import type { ClusterTarget } from './locators/LocatedCluster';
import type { ClusterConnection, ClusterProblem } from './types';

/** A connection and the function that ends it. */
export interface OpenConnection extends ClusterConnection {
  close(): Promise<void>;
}

/** Opens connections; lets tests do without a cluster. */
export type Connect = (
  name: string,
  target: ClusterTarget,
) => OpenConnection | ClusterProblem;

/** Makes clients of the targets that locators give. Nothing is sent yet. */
export function createConnect(
  strategies: AuthStrategies,
  logger: LoggerService,
): Connect {
  return (name, target) => {
    try {
      const client = createClient(target, strategies);
      return client instanceof KubeClient
        ? openConnection(client, logger.child({ cluster: name }))
        : client;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { code: 'invalid-entry', message };
    }
  };
}

function createClient(
  target: ClusterTarget,
  strategies: AuthStrategies,
): KubeClient | ClusterProblem {
  switch (target.type) {
    case 'kubeconfig':
      return KubeClient.fromKubeConfig(target.kubeConfig);
    case 'details': {
      const server = toApiServer(target.details, strategies);
      return 'url' in server ? KubeClient.fromApiServer(server) : server;
    }
    default:
      return target.problem;
  }
}

function openConnection(
  client: KubeClient,
  logger: LoggerService,
): OpenConnection {
  const closing = new AbortController();
  // A rate limit of its own: lists of many informers delay no caller.
  const informers = new SharedInformers({
    client: client.withOwnLimit(),
    logger,
  });
  return {
    client,
    informers,
    signal: closing.signal,
    async close() {
      closing.abort();
      await informers.close();
      await client.close();
    },
  };
}
