/** @jest-environment node */
import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import {
  KubeClient,
  SharedInformers,
  silentLogger,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  receiverKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { Receiver } from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { waitUntil } from '../../host/__testUtils__/HostEnvironment';
import { Annotator } from './Annotator';
import { WebhookHandler } from './WebhookHandler';

let cluster: DevCluster;
let client: KubeClient;
beforeAll(async () => {
  cluster = await startDevCluster();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  client = KubeClient.fromKubeConfig(kubeConfig);
});
afterAll(async () => {
  await client.close();
  await cluster.stop();
});

describe('WebhookHandler', () => {
  it('NC-20 knows that a cluster without the kind has no Receiver', async () => {
    const informers = new SharedInformers({ client });
    const { informer, release } = informers.acquire<Receiver>({
      apiVersion: apiVersionOf(receiverKind),
      kind: receiverKind.kind,
    });
    const handler = new WebhookHandler({
      client,
      informer,
      logger: silentLogger,
      annotator: new Annotator({ client }),
      noCrossNamespaceRefs: false,
      verify: () => Promise.reject(new Error('nothing to verify')),
    });
    expect(handler.hasSynced).toBe(false);
    await waitUntil(() => handler.hasSynced);
    expect(informer.hasSynced).toBe(false);
    handler.close();
    release();
    await informers.close();
  });
});
