import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import {
  KubeClient,
  SharedInformers,
  silentLogger,
} from '@backstage-gitops/kube';
import type { KubeObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { json } from 'stream/consumers';
import { S3Server } from '../artifacts/s3/__testUtils__/S3Server';
import { CONTROLLERS } from '../controllers';
import { leaseName } from './leases';
import type { ControllerDeps, ControllerModule } from './module';
import { readFlagOptions } from './options/readFlagOptions';
import { startControllers } from './startControllers';
import type { ControllerHost } from './startControllers';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-host-'));
let cluster: DevCluster;
let client: KubeClient;
let informers: SharedInformers;
let sequence = 0;
let bucket: S3Server;
const secretFile = join(scratch, 'secret');
beforeAll(async () => {
  bucket = await S3Server.start();
  writeFileSync(secretFile, bucket.secretAccessKey);
});
afterAll(() => bucket.stop());

interface Start {
  readonly flags?: Readonly<Record<string, string>>;
  readonly modules?: readonly ControllerModule[];
  readonly stop?: AbortController;
  readonly storagePath?: string;
}

async function start({
  flags = {},
  modules = CONTROLLERS,
  stop = new AbortController(),
  storagePath = join(scratch, `storage-${sequence++}`),
}: Start = {}) {
  const texts = Object.entries({ 'worker-threads': '0', ...flags });
  return startControllers({
    clusterName: 'dev',
    client,
    informers,
    modules,
    options: readFlagOptions(
      Object.fromEntries(texts.map(([name, text]) => [name, [text]])),
      modules,
    ),
    storagePath,
    logger: silentLogger,
    signal: stop.signal,
  });
}

const statesOf = (host: ControllerHost) =>
  Object.fromEntries(
    host.components.map(({ name, state }) => [name, state.kind]),
  );

const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

/** Tries again until it works: discovery of a new CRD takes a moment. */
async function eventually<T>(act: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
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
    await client.create(lease(component, `${component}-7d9_1c2`));
  }
  try {
    await act();
  } finally {
    for (const component of components) {
      const { metadata, apiVersion, kind } = lease(component, '');
      await client.delete({ apiVersion, kind }, metadata as never);
    }
  }
}

/** A controller that notes what it is given and does nothing. */
function recordingModule(
  module: ControllerModule,
  given: ControllerDeps[],
): ControllerModule {
  return {
    ...module,
    create(deps) {
      given.push(deps);
      return {
        hasSynced: true,
        run: signal =>
          new Promise(resolve =>
            signal.addEventListener('abort', () => resolve(), { once: true }),
          ),
      };
    },
  };
}

beforeAll(async () => {
  cluster = await startDevCluster();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  client = KubeClient.fromKubeConfig(kubeConfig);
  informers = new SharedInformers({ client });
});
afterAll(async () => {
  await informers.close();
  await client.close();
  await cluster.stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe('startControllers', () => {
  it('asks for the installation on a cluster without the kinds', async () => {
    await expect(start()).rejects.toMatchObject({
      code: 'not-installed',
      message: expect.stringContaining('gitops install'),
    });
  });

  it('runs the controllers whose CRD is there, and the others once it is', async () => {
    const stop = new AbortController();
    const definitions = installManifests() as unknown as KubeObject[];
    const isLate = ({ metadata }: KubeObject) =>
      metadata.name === 'kustomizations.kustomize.toolkit.fluxcd.io';
    for (const manifest of definitions.filter(object => !isLate(object))) {
      await client.apply(manifest, { fieldManager: 'flux' });
    }
    const given: ControllerDeps[] = [];
    const [sources, appliers] = ['source', 'kustomize'].map(name =>
      CONTROLLERS.filter(
        ({ kind }) => kind.component === `${name}-controller`,
      ).map(module => recordingModule(module, given)),
    );
    const host = await eventually(() =>
      start({
        modules: [...sources, ...appliers],
        flags: { 'enable-leader-election': 'false' },
        stop,
      }),
    );
    await waitUntil(() => host.components[0].isReady);
    expect(host.components[1]).toMatchObject({
      name: 'kustomize-controller',
      isReady: false,
    });
    stop.abort();
    await host.stopped;
    for (const manifest of definitions.filter(isLate)) {
      await client.apply(manifest, { fieldManager: 'flux' });
    }
    await eventually(() => client.list(KUSTOMIZATION));
  });

  it('refuses a feature gate or a component that does not exist', async () => {
    await expect(
      start({ flags: { 'feature-gates': 'Nope=true' } }),
    ).rejects.toMatchObject({
      code: 'invalid-option',
      message:
        "unable to load feature gates: feature-gate 'Nope' not supported",
    });
    await expect(
      start({ flags: { components: 'nope-controller' } }),
    ).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(
        /^there is no component "nope-controller"; choose from source-controller/,
      ),
    });
  });

  it('CM-21 forwards events but those for traces', async () => {
    const received: { reason: string }[] = [];
    const receiver = createServer((request, response) => {
      json(request)
        .then(event => received.push(event as { reason: string }))
        .finally(() => response.writeHead(202).end())
        .catch(() => undefined);
    });
    await new Promise<void>(done => receiver.listen(0, '127.0.0.1', done));
    const { port } = receiver.address() as AddressInfo;
    const stop = new AbortController();
    const given: ControllerDeps[] = [];
    const host = await start({
      modules: [recordingModule(CONTROLLERS[0], given)],
      flags: {
        'enable-leader-election': 'false',
        'events-addr': `http://127.0.0.1:${port}/`,
      },
      stop,
    });
    await waitUntil(() => given.length === 1);
    const object: KubeObject = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'web', namespace: 'default' },
    };
    for (const [reason, trace] of [
      ['Unchanged', true],
      ['NewArtifact', false],
    ] as const) {
      const event = { type: 'Normal', reason, message: 'text', trace } as const;
      given[0].recorder.record(object, 'source-controller', event);
    }
    stop.abort();
    await host.stopped;
    expect(received.map(({ reason }) => reason)).toEqual(['NewArtifact']);
    await new Promise(done => receiver.close(done));
  });

  it('refuses a cluster on which Flux runs everything, and says how to hand over', async () => {
    const components = [
      ...new Set(CONTROLLERS.map(({ kind }) => kind.component)),
    ];
    await withLeaseOfFlux(components, async () => {
      await expect(start()).rejects.toMatchObject({
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
      const host = await start({ stop });
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

  it('runs only the components that are asked for', async () => {
    const stop = new AbortController();
    const host = await start({
      flags: { components: 'kustomize-controller' },
      stop,
    });
    await waitUntil(() => host.isReady());
    expect(statesOf(host)).toEqual({ 'kustomize-controller': 'leading' });
    stop.abort();
    await host.stopped;
  });

  it('gives every controller its options, gates and scope', async () => {
    const given: ControllerDeps[] = [];
    const stop = new AbortController();
    const host = await start({
      modules: CONTROLLERS.map(module => recordingModule(module, given)),
      flags: {
        'enable-leader-election': 'false',
        concurrent: '9',
        'override-manager': 'helm,rancher',
        'feature-gates': 'DisableFailFastBehavior=true',
        'watch-all-namespaces': 'false',
        namespace: 'team',
        'watch-label-selector': 'sharding.fluxcd.io/key=one',
        'kube-api-qps': '7',
      },
      stop,
    });
    await waitUntil(() => given.length === CONTROLLERS.length);
    for (const deps of given) {
      expect(deps).toMatchObject({
        options: { concurrent: 9 },
        scope: {
          namespace: 'team',
          labelSelector: 'sharding.fluxcd.io/key=one',
        },
        host: { kubeApiQps: 7 },
      });
    }
    expect(given.map(({ options }) => options)).toContainEqual(
      expect.objectContaining({ overrideManagers: ['helm', 'rancher'] }),
    );
    expect(given.map(({ gates }) => gates)).toContainEqual(
      expect.objectContaining({
        DisableFailFastBehavior: true,
        StrictPostBuildSubstitutions: true,
      }),
    );
    stop.abort();
    await host.stopped;
  });

  it('leads, serves metrics and health, and gives everything back', async () => {
    const stop = new AbortController();
    const storagePath = join(scratch, 'shared');
    const host = await start({
      flags: { 'metrics-addr': '127.0.0.1:0', 'health-addr': '127.0.0.1:0' },
      stop,
      storagePath,
    });
    await waitUntil(() => host.isReady());
    expect((await fetch(`${host.artifactsUrl}/`)).status).toBe(404);
    const held = await client.get<KubeObject & { spec: unknown }>(
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      { namespace: 'flux-system', name: 'source-controller-leader-election' },
    );
    expect(held.spec).toMatchObject({
      holderIdentity: expect.stringMatching(/^backstage-gitops_/),
    });
    await expect(start({ storagePath })).rejects.toMatchObject({
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
    const leader = await start({ flags, stop: first });
    await waitUntil(() => leader.isReady());
    const standby = await start({ flags, stop: second });
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
    const leader = await start({ flags, stop: first });
    await waitUntil(() => leader.isReady());
    const standby = await start({ flags, stop: second });
    await waitUntil(() => standby.isReady());
    expect(new Set(Object.values(statesOf(standby)))).toEqual(
      new Set(['standby']),
    );
    second.abort();
    await standby.stopped;
    first.abort();
    await leader.stopped;
  });

  it('ends with the error of a controller that breaks down', async () => {
    const broken: ControllerModule = {
      ...CONTROLLERS[0],
      create: () => ({
        hasSynced: true,
        run: async () => {
          throw new Error('broken down');
        },
      }),
    };
    const host = await start({ modules: [broken, ...CONTROLLERS.slice(1)] });
    await expect(host.stopped).rejects.toThrow('broken down');
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
