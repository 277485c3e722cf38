import { startDevCluster } from '@backstage-gitops/devcluster';
import {
  EventRecorder,
  KubeClient,
  SharedInformers,
  silentLogger,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import {
  customResourceDefinition,
  Kustomization,
  kustomizationKind,
  KINDS,
} from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { createHash } from 'node:crypto';
import type { BuildRequest } from '../src/controllers/kustomization/build/request';
import { runBuildTask } from '../src/controllers/kustomization/build/runBuildTask';
import { createKustomizationController } from '../src/controllers/kustomization/createKustomizationController';
import {
  DEFAULT_OPTIONS,
  FEATURE_GATES,
} from '../src/controllers/kustomization/options';
import type { KustomizationOptions } from '../src/controllers/kustomization/options';
import { SourceInformers, sourceKindsOf } from '../src/sources';
import { packImage } from '../src/artifacts/__testUtils__/packImage';

const sourceType = (kind: string) => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind,
});
const SOURCE = sourceType('GitRepository');
/** A spec for each kind of source; nothing reconciles them here. */
const SPECS: Readonly<Record<string, object>> = {
  GitRepository: { interval: '1h', url: 'https://git.example.com/src.git' },
  OCIRepository: { interval: '1h', url: 'oci://registry.example.com/src' },
  Bucket: {
    interval: '1h',
    bucketName: 'src',
    endpoint: 'minio.example.com',
    secretRef: { name: 'minio' },
  },
  ExternalArtifact: {},
};
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

/** The Kustomization controller on a cluster, with sources made by hand. */
export interface KustomizationBench {
  readonly client: KubeClient;
  /** Makes a namespace of its own for one test, with a source in it. */
  namespace(): Promise<string>;
  /** Makes the source in a namespace that exists; a GitRepository by default. */
  createSource(ns: string, kind?: string): Promise<void>;
  /** Gives the source `src` of a namespace new files; returns the revision. */
  publish(
    ns: string,
    files: Record<string, string>,
    kind?: string,
  ): Promise<string>;
  create(ns: string, name: string, spec: object): Promise<void>;
  get(ns: string, name: string): Promise<Kustomization>;
  /** The Kustomization once `check` holds. */
  until(
    ns: string,
    name: string,
    check: (object: Kustomization) => boolean | undefined,
  ): Promise<Kustomization>;
  /** How many builds were really made, and not remembered. */
  builds(): number;
  /** Asks for a run and waits for its end. */
  request(ns: string, name: string): Promise<Kustomization>;
  /** `type reason message` of the events of an object, oldest first. */
  events(ns: string, name: string): Promise<string[]>;
  stop(): Promise<void>;
}

function archiveOf(files: Record<string, string>) {
  const entries = Object.entries(files).map(([name, content]) => ({
    name,
    content,
  }));
  const hash = createHash('sha256').update(JSON.stringify(entries));
  return { hex: hash.digest('hex'), image: packImage(entries) };
}

async function poll<T>(read: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error('it did not happen in time');
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}

/** Starts an embedded cluster and the controller on it. */
export async function startKustomizations(
  options: Partial<KustomizationOptions> = {},
): Promise<KustomizationBench> {
  const cluster = await startDevCluster();
  const bench = await runKustomizations(cluster.kubeconfig, options);
  return {
    ...bench,
    async stop() {
      await bench.stop();
      await cluster.stop();
    },
  };
}

/**
 * Installs the kinds on a cluster that runs and starts the controller on it.
 * @param watched - namespace of the Kustomizations; all by default
 */
export async function runKustomizations(
  kubeconfig: string,
  options: Partial<KustomizationOptions> = {},
  watched?: string,
): Promise<KustomizationBench> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const client = KubeClient.fromKubeConfig(config, { qps: 1000, burst: 1000 });
  for (const kind of KINDS) {
    const crd = customResourceDefinition(kind) as unknown as UnstructuredObject;
    await client.apply(crd, { fieldManager: 'test', force: true });
  }
  await poll(() => client.list(KUSTOMIZATION).catch(() => undefined));
  await poll(() => client.list(SOURCE).catch(() => undefined));
  const stop = new AbortController();
  const informers = new SharedInformers({ client });
  const kinds = sourceKindsOf(kustomizationKind);
  const sources = new SourceInformers({ informers, kinds });
  const archives = new Map<string, Promise<SharedArrayBuffer>>();
  const recorder = new EventRecorder({ client });
  let builds = 0;
  const controller = createKustomizationController({
    ...{ client, recorder, sources, informers },
    type: KUSTOMIZATION,
    scope: { namespace: watched },
    options: {
      ...DEFAULT_OPTIONS,
      ...options,
      featureGates: { ...FEATURE_GATES, ...options.featureGates },
    },
    logger: silentLogger,
    archives: {
      async use({ digest }, _signal, work) {
        const image = await archives.get(digest);
        if (image) return work(image);
        throw Object.assign(new Error('gone'), { code: 'not-found' });
      },
    },
    workers: {
      run: async (_task, input) => {
        builds += 1;
        return (await runBuildTask(input as BuildRequest)) as never;
      },
    },
  });
  const done = controller.run(stop.signal);
  let count = 0;
  const get = (namespace: string, name: string) =>
    client.get<Kustomization>(KUSTOMIZATION, { namespace, name });
  const until: KustomizationBench['until'] = (namespace, name, check) =>
    poll(async () => {
      const object = await get(namespace, name);
      return check(object) ? object : undefined;
    });

  const createSource = async (namespace: string, kind = SOURCE.kind) => {
    const metadata = { name: 'src', namespace };
    const spec = SPECS[kind];
    const source = { ...sourceType(kind), metadata, spec };
    await client.create(source as UnstructuredObject);
  };

  return {
    client,
    get,
    until,
    createSource,
    builds: () => builds,
    async namespace() {
      count += 1;
      const name = `ks-${count}`;
      const metadata = { name };
      await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
      await createSource(name);
      return name;
    },
    async publish(namespace, files, kind = SOURCE.kind) {
      const { hex, image } = archiveOf(files);
      archives.set(`sha256:${hex}`, image);
      const revision = `main@sha1:${hex.slice(0, 40)}`;
      const artifact = {
        ...{ digest: `sha256:${hex}`, revision, path: hex, size: 1 },
        url: `http://artifacts.example.com/${hex}`,
        lastUpdateTime: '2026-01-01T00:00:00Z',
      };
      const key = { namespace, name: 'src' };
      const patch = { status: { artifact } };
      const type = sourceType(kind);
      await client.patch(type, key, patch, { subresource: 'status' });
      return revision;
    },
    async create(namespace, name, spec) {
      await client.create({
        ...KUSTOMIZATION,
        metadata: { name, namespace },
        spec: {
          ...{ interval: '1h', prune: true, targetNamespace: namespace },
          sourceRef: { kind: 'GitRepository', name: 'src' },
          ...spec,
        },
      } as UnstructuredObject);
    },
    async request(namespace, name) {
      const at = String(performance.now());
      const annotations = { 'reconcile.fluxcd.io/requestedAt': at };
      const key = { namespace, name };
      await client.patch(KUSTOMIZATION, key, { metadata: { annotations } });
      return until(
        namespace,
        name,
        object => object.status?.lastHandledReconcileAt === at,
      );
    },
    async events(namespace, name) {
      await recorder.flush();
      const { items } = await client.list<UnstructuredObject>(
        { apiVersion: 'v1', kind: 'Event' },
        { namespace, fieldSelector: `involvedObject.name=${name}` },
      );
      return items
        .sort((a, b) =>
          (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1,
        )
        .map(({ type, reason, message }) => `${type} ${reason} ${message}`);
    },
    async stop() {
      stop.abort();
      await done;
      await informers.close();
      await client.close();
    },
  };
}
