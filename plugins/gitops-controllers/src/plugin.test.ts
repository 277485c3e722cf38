import { startDevCluster } from '@backstage-gitops/devcluster';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gitopsControllersPlugin } from './plugin';
import { readOptions } from './readOptions';

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

describe('readOptions', () => {
  const read = (controllers: Record<string, unknown>) =>
    readOptions(
      new ConfigReader({ gitops: { controllers } } as never),
      'my cluster',
    );

  it('has the defaults of Flux', () => {
    expect(readOptions(new ConfigReader({}), 'x')).toMatchObject({
      concurrent: { gitRepository: 2, kustomization: 4 },
      intervalJitterPercent: 5,
      minRetryDelayMs: 750,
      maxRetryDelayMs: 900_000,
      requeueDependencyMs: 30_000,
      leaderElection: { isEnabled: true, namespace: 'flux-system' },
    });
  });

  it('reads durations and gates, and gives each cluster its directory', () => {
    expect(
      read({
        storage: { path: '/data', retentionTtl: '5m' },
        featureGates: { ExternalArtifact: true },
        maxRetryDelay: '1m30s',
      }),
    ).toMatchObject({
      storage: { path: '/data/my%20cluster', retentionTtlMs: 300_000 },
      featureGates: { ExternalArtifact: true },
      maxRetryDelayMs: 90_000,
    });
  });

  it('names the key of a bad duration', () => {
    expect(() => read({ minRetryDelay: 'soon' })).toThrow(
      /gitops.controllers.minRetryDelay: "soon"/,
    );
  });
});
