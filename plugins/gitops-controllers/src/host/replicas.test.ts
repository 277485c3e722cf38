import type { KubeClient, KubeObject } from '@backstage-gitops/kube';
import {
  apiVersionOf,
  installManifests,
} from '@backstage-gitops/plugin-gitops-common';
import { writeFileSync } from 'fs';
import { join } from 'path';
import {
  eventually,
  HostEnvironment,
  statesOf,
  waitUntil,
} from './__testUtils__/HostEnvironment';
import { S3Server } from '../artifacts/s3/__testUtils__/S3Server';
import { CONTROLLERS } from '../controllers';
import { leaseName } from './leases';
import type { RunnableController } from './module';

const env = new HostEnvironment();
let bucket: S3Server;
const secretFile = join(env.scratch, 'secret');
beforeAll(async () => {
  bucket = await S3Server.start();
  writeFileSync(secretFile, bucket.secretAccessKey);
  await env.open();
  for (const manifest of installManifests() as unknown as KubeObject[]) {
    await env.client.apply(manifest, { fieldManager: 'flux' });
  }
  for (const { kind } of CONTROLLERS) {
    const type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    await eventually(() => env.client.list(type));
  }
});
afterAll(async () => {
  await env.close();
  await bucket.stop();
});

const lease = (component: string, holderIdentity: string) =>
  ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: `${component}-leader-election`,
      namespace: 'flux-system',
    },
    spec: {
      holderIdentity,
      leaseDurationSeconds: 35,
      renewTime: new Date().toISOString().replace('Z', '000Z'),
    },
  } as KubeObject);

async function withLeaseOfFlux(
  components: readonly string[],
  act: () => Promise<void>,
): Promise<void> {
  for (const component of components) {
    await env.client.create(lease(component, `${component}-7d9_1c2`));
  }
  try {
    await act();
  } finally {
    for (const component of components) {
      const { metadata, apiVersion, kind } = lease(component, '');
      await env.client.delete({ apiVersion, kind }, metadata as never);
    }
  }
}

describe('startControllers', () => {
  it('refuses a cluster on which Flux runs everything, and says how to hand over', async () => {
    const components = [
      ...new Set(CONTROLLERS.map(({ kind }) => kind.component)),
    ];
    await withLeaseOfFlux(components, async () => {
      await expect(env.start()).rejects.toMatchObject({
        code: 'cluster-taken',
        message: expect.stringMatching(
          /source-controller-7d9_1c2.*kubectl -n flux-system scale deployment/,
        ),
      });
    });
  });

  it('keeps one component out where Flux runs it, and runs the rest', async () => {
    await withLeaseOfFlux(['kustomize-controller'], async () => {
      const stop = new AbortController();
      const host = await env.start({ stop });
      await waitUntil(() => host.isReady());
      await waitUntil(
        () => statesOf(host)['kustomize-controller'] === 'occupied',
      );
      expect(statesOf(host)).toMatchObject({
        'source-controller': 'leading',
        'kustomize-controller': 'occupied',
      });
      expect((await fetch(`${host.artifactsUrl}/`)).status).toBe(404);
      stop.abort();
      await host.stopped;
    });
  });

  it('leads, serves metrics and health, and gives everything back', async () => {
    const stop = new AbortController();
    const storagePath = join(env.scratch, 'shared');
    const host = await env.start({
      flags: { 'metrics-addr': '127.0.0.1:0', 'health-addr': '127.0.0.1:0' },
      stop,
      storagePath,
    });
    await waitUntil(() => host.isReady());
    expect((await fetch(`${host.artifactsUrl}/`)).status).toBe(404);
    const held = await env.client.get<KubeObject & { spec: unknown }>(
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      { namespace: 'flux-system', name: 'source-controller-leader-election' },
    );
    expect(held.spec).toMatchObject({
      holderIdentity: expect.stringMatching(/^backstage-gitops_/),
    });
    await expect(env.start({ storagePath })).rejects.toMatchObject({
      code: 'storage-taken',
    });
    stop.abort();
    await host.stopped;
    await expect(fetch(`${host.artifactsUrl}/`)).rejects.toThrow();
  });

  it('waits while another replica leads, and takes over from it', async () => {
    const first = new AbortController();
    const second = new AbortController();
    const flags = { 'leader-election-retry-period': '100ms' };
    const leader = await env.start({ flags, stop: first });
    await waitUntil(() => leader.isReady());
    const standby = await env.start({ flags, stop: second });
    await waitUntil(() =>
      standby.components.every(({ state }) => state.kind === 'standby'),
    );
    expect(standby.isReady()).toBe(false);
    expect((await fetch(`${standby.artifactsUrl}/`)).status).toBe(404);
    first.abort();
    await leader.stopped;
    await waitUntil(() => standby.isReady());
    second.abort();
    await standby.stopped;
  });

  it('gives a controller a client that writes nothing once the Lease is lost', async () => {
    const stop = new AbortController();
    const [module] = CONTROLLERS.filter(
      ({ kind }) => kind.component === 'kustomize-controller',
    );
    let client!: KubeClient;
    const controller: RunnableController = {
      hasSynced: true,
      run: signal =>
        new Promise(done => signal.addEventListener('abort', () => done())),
    };
    const host = await env.start({
      flags: { 'leader-election-retry-period': '100ms' },
      modules: [
        {
          ...module,
          create: deps => {
            client = deps.client;
            return controller;
          },
        },
      ],
      stop,
    });
    await waitUntil(() => host.isReady());
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'written', namespace: 'default' },
    };
    await client.apply(object, { fieldManager: 'test' });
    const { metadata, ...taken } = lease(
      'kustomize-controller',
      'backstage-gitops_other',
    );
    const { name, namespace } = metadata as { name: string; namespace: string };
    await env.client.patch(taken, { name, namespace }, taken);
    await waitUntil(() => statesOf(host)['kustomize-controller'] === 'standby');
    await expect(
      client.as({ user: 'somebody' }).delete(object, object.metadata),
    ).rejects.toThrow(`the lease ${name} is lost`);
    stop.abort();
    await host.stopped;
    await env.client.delete(taken, { name, namespace });
  });

  it.each<[string, () => Record<string, string>]>([
    [
      'serves artifacts that all replicas share',
      () => ({
        'storage-type': 's3',
        'storage-s3-bucket': bucket.bucket,
        'storage-s3-endpoint': bucket.endpoint,
        'storage-s3-access-key-id': bucket.accessKeyId,
        'storage-s3-secret-access-key-file': secretFile,
      }),
    ],
    ['has no sources', () => ({ components: 'kustomize-controller' })],
  ])('DB-9 is ready without the Lease where it %s', async (_, flagsOf) => {
    const [first, second] = [new AbortController(), new AbortController()];
    const flags = { 'leader-election-retry-period': '100ms', ...flagsOf() };
    const leader = await env.start({ flags, stop: first });
    await waitUntil(() => leader.isReady());
    const standby = await env.start({ flags, stop: second });
    await waitUntil(() => standby.isReady());
    expect(new Set(Object.values(statesOf(standby)))).toEqual(
      new Set(['standby']),
    );
    second.abort();
    await standby.stopped;
    first.abort();
    await leader.stopped;
  });
});

describe('leaseName', () => {
  it('CM-15 is the name that Flux uses, also for a shard', () => {
    expect(leaseName('source-controller', '')).toBe(
      'source-controller-leader-election',
    );
    expect(
      leaseName('source-controller', 'sharding.fluxcd.io/key=shard1'),
    ).toMatch(/^source-controller-leader-election-[0-9a-f]{8}$/);
  });
});
