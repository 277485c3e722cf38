import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { startDevCluster } from '@backstage-gitops/devcluster';
import { KubeClient, type KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import request from 'supertest';
import gitopsPlugin from '../src';
import type { kubernetesConfigOf } from './startHangingServer';

/** Below which the portal API answers. */
export const BASE = '/api/gitops';

/** Tries until `check` is true; the local copies follow the cluster. */
export async function eventually(
  check: () => Promise<boolean> | boolean,
): Promise<void> {
  for (let i = 0; i < 250; i += 1) {
    if (await check()) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen within 5 seconds');
}

interface PortalOptions {
  readonly objects: readonly KubeObject[];
  readonly entities: readonly Entity[];
  readonly config?: {
    readonly gitops: Record<string, unknown>;
    readonly kubernetes?: ReturnType<typeof kubernetesConfigOf>;
  };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;

/** The plugin in a backend, over an embedded cluster `demo`. */
export async function startPortal(options: PortalOptions) {
  const cluster = await startDevCluster();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  const client = KubeClient.fromKubeConfig(kubeConfig);
  await applyAll(client, [
    ...(installManifests() as KubeObject[]),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'apps' } },
    ...options.objects,
  ]);
  const permissions = mockServices.permissions.mock();
  const auditor = mockServices.auditor.mock();
  const kubeconfig = { path: cluster.kubeconfigPath, name: 'demo' };
  const backend = await startTestBackend({
    features: [
      gitopsPlugin,
      mockServices.rootConfig.factory({
        data: {
          ...options.config,
          gitops: { kubeconfig, ...options.config?.gitops },
        },
      }),
      mockServices.database.factory(),
      permissions.factory,
      auditor.factory,
      catalogServiceMock.factory({ entities: [...options.entities] }),
    ],
  });
  const decide = (result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) =>
    permissions.authorize.mockImplementation(async requests =>
      requests.map(() => ({ result })),
    );
  const { port } = backend.server.address() as { port: number };
  return {
    client,
    auditor,
    origin: `http://127.0.0.1:${port}`,
    get: (path: string) => request(backend.server).get(`${BASE}${path}`),
    post: (path: string, body: object = {}) =>
      request(backend.server).post(`${BASE}${path}`).send(body),
    allowAll: () => decide(AuthorizeResult.ALLOW),
    denyAll: () => decide(AuthorizeResult.DENY),
    permissions,
    stop: async () => {
      await backend.stop();
      await client.close();
      await cluster.stop();
    },
  };
}

async function applyAll(client: KubeClient, objects: readonly KubeObject[]) {
  for (const object of objects) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await client.apply(object, { fieldManager: 'test', force: true });
        break;
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    }
  }
}
