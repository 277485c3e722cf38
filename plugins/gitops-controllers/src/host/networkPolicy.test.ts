import { startDevCluster } from '@backstage-gitops/devcluster';
import {
  KubeClient,
  SharedInformers,
  silentLogger,
} from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo, Server } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { CONTROLLERS } from '../controllers';
import { createInlinePool } from '../worker/__testUtils__/createInlinePool';
import { readFlagOptions } from './options/readFlagOptions';
import { startControllers } from './startControllers';

const SOURCE = 'source.toolkit.fluxcd.io/v1';
const scratch = mkdtempSync(join(tmpdir(), 'gitops-network-'));

/** Counts the connections that it gets. */
class Target {
  connections = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Target> {
    const server = createServer();
    const target = new Target(server);
    server.on('connection', socket => {
      target.connections += 1;
      socket.destroy();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return target;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise(resolve => this.server.close(resolve));
  }
}

/** What names the server, by the kind that has it. */
const SPECS: Readonly<Record<string, (host: string) => object>> = {
  GitRepository: host => ({ url: `http://${host}/a.git` }),
  HelmRepository: host => ({ url: `http://${host}/charts` }),
  OCIRepository: host => ({ url: `oci://${host}/team/app`, insecure: true }),
  HelmChart: () => ({
    chart: 'app',
    sourceRef: { kind: 'HelmRepository', name: 'registry' },
  }),
};
const PROXY = 'a proxy of a Secret';
const PROXIED: Readonly<Record<string, object>> = {
  GitRepository: { url: 'http://git.example/a.git' },
  OCIRepository: { url: 'oci://registry.example/team/app', insecure: true },
};

// One place gives the policy to all kinds: this asks each kind for it.
describe('the network policy of --network-deny', () => {
  let target: Target;
  let client: KubeClient;
  const stop = new AbortController();
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    target = await Target.start();
    const cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(cluster.kubeconfig);
    client = KubeClient.fromKubeConfig(kubeConfig);
    const informers = new SharedInformers({ client });
    cleanups.push(
      () => target.stop(),
      () => cluster.stop(),
      () => client.close(),
      () => informers.close(),
    );
    for (const manifest of installManifests()) {
      const object = manifest as unknown as UnstructuredObject;
      await client.apply(object, { fieldManager: 'test' });
    }
    const proxy = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'proxy', namespace: 'default' },
      stringData: { address: `http://${target.host}` },
    };
    await client.create(proxy as UnstructuredObject);
    await client.create({
      ...{ apiVersion: SOURCE, kind: 'HelmRepository' },
      metadata: { name: 'registry', namespace: 'default' },
      spec: { type: 'oci', url: `oci://${target.host}/charts` },
    } as UnstructuredObject);
    const host = await startControllers({
      clusterName: 'dev',
      client,
      informers,
      modules: CONTROLLERS,
      options: readFlagOptions(
        {
          'network-deny': ['127.0.0.1'],
          'enable-leader-election': ['false'],
        },
        CONTROLLERS,
      ),
      storagePath: join(scratch, 'storage'),
      workers: createInlinePool(),
      logger: silentLogger,
      signal: stop.signal,
    });
    cleanups.push(async () => {
      stop.abort();
      await host.stopped;
    });
  });
  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function readyMessage(kind: string, spec: object): Promise<string> {
    const metadata = {
      namespace: 'default',
      generateName: `${kind.toLowerCase()}-`,
    };
    const type = { apiVersion: SOURCE, kind };
    const { metadata: created } = await client.create({
      ...{ ...type, metadata: metadata as never },
      spec: { interval: '1h', ...spec },
    } as UnstructuredObject);
    const { name } = created;
    for (;;) {
      const object = await client.get<UnstructuredObject>(type, {
        namespace: 'default',
        name: name!,
      });
      const { conditions = [] } = (object.status ?? {}) as {
        conditions?: { type: string; status: string; message: string }[];
      };
      const ready = conditions.find(
        ({ type: its, status }) => its === 'Ready' && status === 'False',
      );
      if (ready) return ready.message;
      await new Promise(resolve => setTimeout(resolve, 30));
    }
  }

  const cases = [
    ...Object.keys(SPECS).map(kind => [kind, 'its address'] as const),
    ...Object.keys(PROXIED).map(kind => [kind, PROXY] as const),
  ];
  it.each(cases)('keeps a %s from %s', async (kind, what) => {
    const spec =
      what === PROXY
        ? { ...PROXIED[kind], proxySecretRef: { name: 'proxy' } }
        : SPECS[kind](target.host);
    expect(await readyMessage(kind, spec)).toContain(
      'the network policy denies connections to 127.0.0.1 by its rule 127.0.0.1;',
    );
    expect(target.connections).toBe(0);
  });
});
