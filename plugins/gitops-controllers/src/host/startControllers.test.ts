import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { KubeClient, silentLogger } from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { leaseName } from './leases';
import { lockDirectory } from './lockDirectory';
import { DEFAULT_HOST_OPTIONS } from './options';
import type { ControllerHostOptions } from './options';
import { startControllers } from './startControllers';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-host-'));
const kubeConfig = new KubeConfig();
let cluster: DevCluster;
let client: KubeClient;
let sequence = 0;

function optionsOf(
  changes: Partial<ControllerHostOptions> = {},
): ControllerHostOptions {
  return {
    ...DEFAULT_HOST_OPTIONS,
    workerThreads: 0,
    ...changes,
    storage: {
      ...DEFAULT_HOST_OPTIONS.storage,
      path: join(scratch, `storage-${sequence++}`),
      ...changes.storage,
    },
  };
}

function start(options: ControllerHostOptions, stop = new AbortController()) {
  return startControllers({
    kubeConfig,
    options,
    logger: silentLogger,
    signal: stop.signal,
  });
}

async function waitUntil(isReached: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isReached()) {
    if (Date.now() > deadline) {
      throw new Error('not reached in time');
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const lease = (name: string, holderIdentity: string) =>
  ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      holderIdentity,
      leaseDurationSeconds: 35,
      renewTime: new Date().toISOString().replace('Z', '000Z'),
    },
  } as KubeObject);

beforeAll(async () => {
  cluster = await startDevCluster();
  kubeConfig.loadFromString(cluster.kubeconfig);
  client = KubeClient.fromKubeConfig(kubeConfig);
});
afterAll(async () => {
  await client.close();
  await cluster.stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe('startControllers', () => {
  it('asks for the installation on a cluster without the kinds', async () => {
    await expect(start(optionsOf())).rejects.toMatchObject({
      code: 'not-installed',
      message: expect.stringContaining('gitops install'),
    });
    for (const manifest of installManifests()) {
      await client.apply(manifest as unknown as KubeObject, {
        fieldManager: 'flux',
      });
    }
  });

  it('refuses a feature gate that does not exist', async () => {
    const featureGates = { Nope: true } as never;
    await expect(start(optionsOf({ featureGates }))).rejects.toMatchObject({
      code: 'invalid-option',
      message:
        "unable to load feature gates: feature-gate 'Nope' not supported",
    });
  });

  it('refuses a cluster on which Flux runs, and says how to hand over', async () => {
    const name = 'kustomize-controller-leader-election';
    await client.create(lease(name, 'kustomize-controller-7d9_1c2'));
    await expect(start(optionsOf())).rejects.toMatchObject({
      code: 'cluster-taken',
      message: expect.stringMatching(
        /kustomize-controller-7d9_1c2.*kubectl -n flux-system scale deployment/,
      ),
    });
    await client.delete(lease(name, ''), { namespace: 'flux-system', name });
  });

  it('leads, serves metrics and health, and gives everything back', async () => {
    const stop = new AbortController();
    const options = optionsOf({
      metricsAddress: '127.0.0.1:0',
      healthAddress: '127.0.0.1:0',
    });
    const host = await start(options, stop);
    await waitUntil(() => host.isReady());
    expect((await fetch(`${host.artifactsUrl}/`)).status).toBe(200);
    const held = await client.get<KubeObject & { spec: unknown }>(
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      { namespace: 'flux-system', name: 'source-controller-leader-election' },
    );
    expect(held.spec).toMatchObject({
      holderIdentity: expect.stringMatching(/^backstage-gitops_/),
    });
    await expect(
      start({ ...options, storage: { ...options.storage } }),
    ).rejects.toMatchObject({ code: 'storage-taken' });
    stop.abort();
    await host.stopped;
    await expect(fetch(`${host.artifactsUrl}/`)).rejects.toThrow();
    expect(existsSync(join(options.storage.path, '.controllers.pid'))).toBe(
      false,
    );
  });

  it('waits while another replica leads, and takes over from it', async () => {
    const first = new AbortController();
    const second = new AbortController();
    const leader = await start(optionsOf(), first);
    await waitUntil(() => leader.isReady());
    const standby = await start(optionsOf(), second);
    expect(standby.isReady()).toBe(false);
    expect((await fetch(`${standby.artifactsUrl}/`)).status).toBe(200);
    first.abort();
    await leader.stopped;
    await waitUntil(() => standby.isReady());
    second.abort();
    await standby.stopped;
  });
});

describe('lockDirectory', () => {
  it('takes over from a process that is gone, not from a living one', async () => {
    const directory = join(scratch, 'locked');
    const release = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'storage-taken',
    });
    await release();
    // Above the largest process id of Linux.
    writeFileSync(join(directory, '.controllers.pid'), '99999999\n');
    await (
      await lockDirectory(directory)
    )();
  });
});

describe('leaseName', () => {
  it('is the name that Flux uses, also for a shard', () => {
    expect(leaseName('source-controller', '')).toBe(
      'source-controller-leader-election',
    );
    expect(
      leaseName('source-controller', 'sharding.fluxcd.io/key=shard1'),
    ).toMatch(/^source-controller-leader-election-[0-9a-f]{8}$/);
  });
});
