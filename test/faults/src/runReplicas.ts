import { startDevCluster } from '@backstage-gitops/devcluster';
import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import { KubeClient } from '@backstage-gitops/kube';
import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import assert from 'assert';
import { execFile } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { setTimeout as delay } from 'timers/promises';
import { promisify } from 'util';
import { Replica } from './Replica';
import { Service } from './Service';

/** A bucket that all replicas share. */
interface Bucket {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
}

interface ReplicasOptions {
  /** The command line's program. */
  readonly cli: string;
  readonly bucket: Bucket;
  readonly print: (line: string) => void;
}

const NAMESPACE = 'replicas';
const TOKEN = 'token-of-the-backend';
const SOURCE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const WAIT_MS = 30_000;
/** A Lease of a killed process runs out soon. */
const LEASE = {
  'leader-election-lease-duration': '3s',
  'leader-election-renew-deadline': '2s',
  'leader-election-retry-period': '500ms',
};

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await delay(50);
  }
}

const isReady = ({ status }: UnstructuredObject) =>
  (
    status as { conditions?: { type: string; status: string }[] }
  )?.conditions?.some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  );

interface Artifact {
  readonly url: string;
  readonly digest: string;
  readonly revision: string;
  readonly lastUpdateTime: string;
}

const artifactOf = ({ status }: UnstructuredObject) =>
  (status as { artifact?: Artifact })?.artifact;

/** Two replicas of the sources over one bucket, and a consumer in a third process. */
class Replicas {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gitops-replicas-'));
  private readonly repositories = new RepositoryFixture();
  private readonly running = new Set<Replica>();
  private readonly closers: (() => unknown)[] = [];
  private client!: KubeClient;
  private kubeconfig = '';
  private gitUrl = '';
  private service!: Service;
  private readonly ports: Record<string, { store: number; health: number }> =
    {};

  constructor(private readonly options: ReplicasOptions) {}

  async start(): Promise<void> {
    const cluster = await startDevCluster();
    this.closers.push(() => cluster.stop());
    this.kubeconfig = cluster.kubeconfigPath;
    const config = new KubeConfig();
    config.loadFromFile(this.kubeconfig);
    this.client = KubeClient.fromKubeConfig(config);
    this.closers.push(() => this.client.close());
    const { cli } = this.options;
    await promisify(execFile)(process.execPath, [
      ...[cli, 'install', '--kubeconfig', this.kubeconfig],
    ]);
    const git = await startGitServer({ root: this.repositories.root });
    this.closers.push(() => git.stop());
    this.gitUrl = git.url;
    writeFileSync(join(this.folder, 'token'), `${TOKEN}\n`);
    const { secretAccessKey } = this.options.bucket.credentials;
    writeFileSync(join(this.folder, 'secret'), secretAccessKey);
    for (const name of ['a', 'b']) {
      this.ports[name] = { store: await freePort(), health: await freePort() };
    }
    this.service = await Service.start(
      Object.values(this.ports).map(({ store }) => store),
    );
    this.closers.push(() => this.service.stop());
  }

  async stop(): Promise<void> {
    for (const replica of this.running) await replica.kill();
    for (const close of this.closers.reverse()) await close();
    this.repositories.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get output(): string {
    return [...this.running].map(({ output }) => output).join('\n---\n');
  }

  private startReplica(name: string, flags: Record<string, string>): Replica {
    const replica = new Replica(this.options.cli, {
      ...LEASE,
      ...flags,
      kubeconfig: this.kubeconfig,
      'storage-path': join(this.folder, name),
      'storage-adv-addr': this.service.address,
      'storage-token-file': join(this.folder, 'token'),
      'min-retry-delay': '200ms',
      'max-retry-delay': '1s',
    });
    this.running.add(replica);
    return replica;
  }

  private startSources(name: string): Replica {
    const { endpoint, bucket, credentials } = this.options.bucket;
    const { store, health } = this.ports[name];
    return this.startReplica(name, {
      components: 'source-controller',
      'storage-addr': `127.0.0.1:${store}`,
      'health-addr': `127.0.0.1:${health}`,
      'storage-type': 's3',
      'storage-s3-endpoint': endpoint,
      'storage-s3-bucket': bucket,
      'storage-s3-prefix': 'replicas',
      'storage-s3-access-key-id': credentials.accessKeyId,
      'storage-s3-secret-access-key-file': join(this.folder, 'secret'),
    });
  }

  private isReplicaReady(name: string) {
    return eventually(`${name} is ready`, async () => {
      const { health } = this.ports[name];
      return (await fetch(`http://127.0.0.1:${health}/readyz`)).ok;
    });
  }

  private commit(value: string): string {
    const manifest = {
      ...CONFIG_MAP,
      metadata: { name: 'web' },
      data: { value },
    };
    return this.repositories.commit('web', {
      'web.yaml': JSON.stringify(manifest),
    });
  }

  private async apply(type: typeof SOURCE, spec: object): Promise<void> {
    const metadata = { namespace: NAMESPACE, name: 'web' };
    await this.client.apply({ ...type, metadata, spec } as KubeObject, {
      fieldManager: 'user',
    });
  }

  private read(type: typeof SOURCE): Promise<UnstructuredObject> {
    return this.client.get<UnstructuredObject>(type, {
      ...{ namespace: NAMESPACE, name: 'web' },
    });
  }

  private async request(): Promise<UnstructuredObject> {
    const at = `${performance.now()}`;
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': at } };
    const name = { namespace: NAMESPACE, name: 'web' };
    await this.client.patch(SOURCE, name, { metadata });
    return eventually('the source is reconciled', async () => {
      const source = await this.read(SOURCE);
      const { lastHandledReconcileAt } = source.status as Record<
        string,
        unknown
      >;
      return lastHandledReconcileAt === at && source;
    });
  }

  private async newArtifacts(): Promise<number> {
    const { items } = await this.client.list<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace: NAMESPACE },
    );
    return items.filter(({ reason }) => reason === 'NewArtifact').length;
  }

  private async digestAt(url: string): Promise<string> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(url, { headers });
    assert.equal(answer.status, 200, `GET ${url}`);
    const bytes = await answer.arrayBuffer();
    const hash = await crypto.subtle.digest('SHA-256', bytes);
    return `sha256:${Buffer.from(hash).toString('hex')}`;
  }

  private appliedIs(value: string) {
    return eventually(`${value} is applied`, async () => {
      const { data } = await this.read(CONFIG_MAP);
      return (data as { value?: string }).value === value;
    });
  }

  async run(): Promise<void> {
    const { print } = this.options;
    const metadata = { name: NAMESPACE };
    await this.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
    this.repositories.create('web');
    this.commit('one');
    const first = this.startSources('a');
    await this.isReplicaReady('a');
    this.startReplica('k', { components: 'kustomize-controller' });
    await this.apply(SOURCE, {
      url: `${this.gitUrl}/web.git`,
      interval: '1h',
      ref: { branch: 'main' },
    });
    await this.apply(KUSTOMIZATION, {
      ...{ interval: '1h', path: './', prune: true, retryInterval: '1s' },
      sourceRef: { kind: 'GitRepository', name: 'web' },
      targetNamespace: NAMESPACE,
    });
    await this.appliedIs('one');
    const source = await eventually('the source is ready', async () => {
      const object = await this.read(SOURCE);
      return isReady(object) && object;
    });
    const stored = artifactOf(source)!;
    assert.equal((await fetch(stored.url)).status, 401, 'without the token');
    print('ok    a consumer in another process downloads with the token');

    const second = this.startSources('b');
    await this.isReplicaReady('b');
    const own = new URL(stored.url);
    own.port = String(this.ports.b.store);
    assert.equal(await this.digestAt(own.href), stored.digest);
    print(
      'ok    a replica without the Lease is ready and serves the same artifact',
    );

    await first.kill();
    this.running.delete(first);
    assert.equal(await this.digestAt(stored.url), stored.digest);
    print('ok    it serves at the same URL at once when the first is killed');

    const taken = await this.request();
    assert.deepEqual(artifactOf(taken), stored);
    assert.equal(await this.newArtifacts(), 1);
    print('ok    it takes over without a rebuild, an event or another URL');

    const commit = this.commit('two');
    const next = artifactOf(await this.request())!;
    assert.ok(next.revision.endsWith(commit), next.revision);
    await this.appliedIs('two');
    assert.equal(await this.newArtifacts(), 2);
    print('ok    it stores what is new');

    const again = this.startSources('a');
    await this.isReplicaReady('a');
    const other = new URL(next.url);
    other.port = String(this.ports.a.store);
    assert.equal(await this.digestAt(other.href), next.digest);
    assert.ok(![second, again].some(({ output }) => output.includes(TOKEN)));
    print(
      'ok    the first serves what the second stored, and no log has the token',
    );
  }
}

/** Runs the replicas; how many of the steps were right. */
export async function runReplicas(
  options: ReplicasOptions,
): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  const print = (line: string) => {
    passed += 1;
    options.print(line);
  };
  const replicas = new Replicas({ ...options, print });
  try {
    await replicas.start();
    await replicas.run();
    return { passed, failed: 0 };
  } catch (error) {
    options.print(`FAIL  replicas: ${(error as Error).stack}`);
    options.print(replicas.output.slice(-4000));
    return { passed, failed: 1 };
  } finally {
    await replicas.stop();
  }
}
