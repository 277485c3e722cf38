import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import {
  notifiersExtensionPoint,
  sourceCredentialsExtensionPoint,
} from '@backstage-gitops/plugin-gitops-node';
import type {
  Notification,
  SourceCredentialsRequest,
} from '@backstage-gitops/plugin-gitops-node';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gitopsControllersPlugin } from './plugin';

/** A cluster with the kinds, and a client of it. */
async function startInstalledCluster() {
  const cluster = await startDevCluster();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  const client = KubeClient.fromKubeConfig(kubeConfig);
  for (const manifest of installManifests()) {
    await client.apply(manifest as unknown as KubeObject, {
      fieldManager: 'flux',
    });
  }
  return { cluster, client };
}

describe('gitopsControllersPlugin', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'gitops-plugin-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const configOf = ({ kubeconfigPath }: DevCluster) =>
    mockServices.rootConfig.factory({
      data: {
        gitops: {
          kubeconfig: {
            path: kubeconfigPath,
            name: 'dev',
            controllers: 'run',
          },
          controllers: { workerThreads: 1, storage: { path: scratch } },
        },
      },
    });

  it('runs with the backend and stops with it', async () => {
    const { cluster, client } = await startInstalledCluster();
    const backend = await startTestBackend({
      features: [gitopsControllersPlugin, configOf(cluster)],
    });
    const holder = async () => {
      const lease = await client.find<
        KubeObject & { spec?: { holderIdentity?: string } }
      >(
        { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
        {
          namespace: 'flux-system',
          name: 'kustomize-controller-leader-election',
        },
      );
      return lease?.spec?.holderIdentity ?? '';
    };
    const deadline = Date.now() + 30_000;
    while ((await holder()) === '' && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(await holder()).toMatch(/^backstage-gitops_/);
    await backend.stop();
    expect(await holder()).toBe('');
    await client.close();
    await cluster.stop();
  });

  it('gives modules the events, and takes credentials for sources from them', async () => {
    const { cluster, client } = await startInstalledCluster();
    const repositories = new RepositoryFixture();
    repositories.create('app');
    repositories.commit('app', { 'a.txt': 'one\n' });
    const git = await startGitServer({
      root: repositories.root,
      auth: { bearerToken: 'token-of-azure' },
    });
    const notifications: Notification[] = [];
    const requests: SourceCredentialsRequest[] = [];
    const module = createBackendModule({
      pluginId: 'gitops-controllers',
      moduleId: 'test',
      register(env) {
        env.registerInit({
          deps: {
            credentials: sourceCredentialsExtensionPoint,
            notifiers: notifiersExtensionPoint,
          },
          async init({ credentials, notifiers }) {
            credentials.addSourceCredentials({
              provider: 'azure',
              async getCredentials(request) {
                requests.push(request);
                return { type: 'bearer', token: 'token-of-azure' };
              },
            });
            notifiers.addNotifier({
              name: 'test',
              notify: async notification => {
                notifications.push(notification);
              },
            });
          },
        });
      },
    });
    const backend = await startTestBackend({
      features: [gitopsControllersPlugin, module, configOf(cluster)],
    });
    const url = `${git.url}/app.git`;
    await client.create({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { namespace: 'flux-system', name: 'app' },
      spec: { interval: '1m', url, provider: 'azure', ref: { branch: 'main' } },
    } as KubeObject);
    const isStored = ({ event }: Notification) =>
      event.reason === 'NewArtifact';
    const deadline = Date.now() + 30_000;
    while (!notifications.some(isStored) && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(notifications.find(isStored)).toMatchObject({
      cluster: 'dev',
      event: {
        component: 'source-controller',
        object: { kind: 'GitRepository', metadata: { name: 'app' } },
      },
    });
    expect(requests[0]).toMatchObject({
      cluster: 'dev',
      url,
      source: { kind: 'GitRepository', namespace: 'flux-system', name: 'app' },
    });
    await backend.stop();
    await git.stop();
    repositories.remove();
    await client.close();
    await cluster.stop();
  });

  it('starts without the cluster, which may come later', async () => {
    const backend = await startTestBackend({
      features: [
        gitopsControllersPlugin,
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              clusterLocatorMethods: [
                {
                  type: 'config',
                  clusters: [
                    {
                      name: 'away',
                      url: 'https://127.0.0.1:1',
                      authProvider: 'serviceAccount',
                      serviceAccountToken: 'token',
                    },
                  ],
                },
              ],
            },
          },
        }),
      ],
    });
    await expect(backend.stop()).resolves.toBeUndefined();
  });
});
