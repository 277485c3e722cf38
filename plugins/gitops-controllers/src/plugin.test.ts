import { startDevCluster } from '@backstage-gitops/devcluster';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gitopsControllersPlugin } from './plugin';

describe('gitopsControllersPlugin', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'gitops-plugin-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('runs with the backend and stops with it', async () => {
    const cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    const client = KubeClient.fromKubeConfig(kubeConfig);
    for (const manifest of installManifests()) {
      await client.apply(manifest as unknown as KubeObject, {
        fieldManager: 'flux',
      });
    }
    const backend = await startTestBackend({
      features: [
        gitopsControllersPlugin,
        mockServices.rootConfig.factory({
          data: {
            gitops: {
              kubeconfig: {
                path: cluster.kubeconfigPath,
                name: 'dev',
                controllers: 'run',
              },
              controllers: { workerThreads: 0, storage: { path: scratch } },
            },
          },
        }),
      ],
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
