import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { DEFAULT_NETWORK_POLICY } from '@backstage-gitops/http';
import {
  EventRecorder,
  KubeClient,
  noMetrics,
  SharedInformers,
  silentLogger,
} from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import {
  apiVersionOf,
  installManifests,
} from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  ArchiveCache,
  ArtifactClient,
  ArtifactServer,
  DiskArtifactStore,
} from '../artifacts';
import type { ArtifactStore } from '../artifacts';
import { databaseFileOf, LazyDatabase, openDatabase } from '../database';
import { sectionOf } from '../host/module';
import type { ControllerDeps, ControllerModule } from '../host/module';
import { resolveOptions } from '../host/options/resolveOptions';
import { EventFeed } from '../notification/EventFeed';
import type { SourceObject } from '../sources';
import { createInlinePool } from '../worker/__testUtils__/createInlinePool';

const POLL_MS = 25;
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace' };

/** What tests compare of an event. */
interface SeenEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Record<string, string>;
}

/** Makes the store under test; the caller closes it. */
type CreateStore = (
  settings: ConstructorParameters<typeof DiskArtifactStore>[0],
) => Promise<ArtifactStore>;

/**
 * An embedded cluster, an artifact store with its server, and the controller of
 * one kind of source between them: all real, on loopback.
 */
export class SourceTestEnvironment<T extends SourceObject> {
  readonly namespace = 'apps';
  /** Directory of the artifact store. */
  readonly storage = mkdtempSync(join(tmpdir(), 'gitops-storage-'));
  readonly type: { readonly apiVersion: string; readonly kind: string };
  /** Set before the start where it is another store than one on disk. */
  createStore: CreateStore = async settings => new DiskArtifactStore(settings);
  cluster!: DevCluster;
  client!: KubeClient;
  server!: ArtifactServer;
  store!: ArtifactStore;
  /** Opened by the controllers that need it. */
  readonly database = new LazyDatabase(() =>
    openDatabase(databaseFileOf(this.storage)),
  );
  private readonly workers = createInlinePool();
  private informers!: SharedInformers;
  private running: Promise<void> = Promise.resolve();
  private stopController = new AbortController();

  constructor(
    private readonly module: ControllerModule,
    private readonly options: Readonly<Record<string, unknown>> = {},
    /** Controllers of other kinds that run beside it. */
    private readonly others: readonly ControllerModule[] = [],
  ) {
    const { kind } = module;
    this.type = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  }

  async start(): Promise<void> {
    this.cluster = await startDevCluster();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(this.cluster.kubeconfig);
    this.client = KubeClient.fromKubeConfig(kubeConfig);
    for (const manifest of installManifests()) {
      await this.client.apply(manifest as unknown as UnstructuredObject, {
        fieldManager: 'flux',
      });
    }
    const metadata = { name: this.namespace };
    await this.client.create({ ...NAMESPACE, metadata });
    this.informers = new SharedInformers({ client: this.client });
    this.store = await this.createStore({
      root: this.storage,
      workers: this.workers,
      baseUrl: () => `http://${this.server.address}`,
      retention: { ttlMs: 0 },
    });
    this.server = await ArtifactServer.start({
      store: this.store,
      address: '127.0.0.1:0',
    });
    this.startController();
  }

  /** Starts the controller, as after a restart of the process. */
  startController(): void {
    this.stopController = new AbortController();
    const { signal } = this.stopController;
    const runs = [this.module, ...this.others].map(module =>
      module.create(this.deps(module)).run(signal),
    );
    this.running = Promise.all(runs).then(() => undefined);
  }

  async stopTheController(): Promise<void> {
    this.stopController.abort();
    await this.running;
  }

  async stop(): Promise<void> {
    await this.stopTheController();
    await this.informers.close();
    await this.server.stop();
    await this.client.close();
    await this.cluster.stop();
    await this.workers.close();
    await this.database.close();
    rmSync(this.storage, { recursive: true, force: true });
  }

  private deps(module: ControllerModule): ControllerDeps {
    const { client, informers, store, workers } = this;
    const { host, modules } = resolveOptions([module]);
    const artifacts = new ArtifactClient({ local: store });
    const { workArea } = store;
    return {
      ...{ client, informers, store, workers },
      clusterName: 'test',
      recorder: new EventRecorder({ client }),
      events: new EventFeed('test'),
      metrics: noMetrics,
      logger: silentLogger,
      artifacts,
      archives: new ArchiveCache({ client: artifacts, workers, workArea }),
      host: {
        ...host,
        requeueDependencyMs: 200,
        minRetryDelayMs: 50,
        maxRetryDelayMs: 200,
      },
      database: this.database.get,
      network: DEFAULT_NETWORK_POLICY,
      options: {
        ...modules[sectionOf(module)],
        ...(module === this.module ? this.options : {}),
      } as ControllerDeps['options'],
      gates: {},
      scope: {},
    };
  }

  async createObject(name: string, spec: object): Promise<T> {
    const { namespace } = this;
    const metadata = { name, namespace };
    const object = { ...this.type, metadata, spec } as UnstructuredObject;
    return (await this.client.create(object)) as unknown as T;
  }

  async createSecret(
    name: string,
    stringData: object,
    type = 'Opaque',
  ): Promise<UnstructuredObject> {
    const metadata = { name, namespace: this.namespace };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata };
    return this.client.create({ ...secret, type, stringData });
  }

  /** Where the store keeps the files of an object. */
  directoryOf(name: string): string {
    return join(
      this.storage,
      this.type.kind.toLowerCase(),
      this.namespace,
      name,
    );
  }

  async read(name: string): Promise<T> {
    const { namespace } = this;
    return this.client.get<T>(this.type, { namespace, name });
  }

  async patch(name: string, patch: unknown): Promise<void> {
    const { namespace } = this;
    await this.client.patch(this.type, { namespace, name }, patch);
  }

  async delete(name: string): Promise<void> {
    const { namespace } = this;
    await this.client.delete(this.type, { namespace, name });
  }

  /** Requests a reconcile and waits until it has ended. */
  async reconcile(name: string): Promise<T> {
    const at = `${Date.now()}-${Math.random()}`;
    await this.patch(name, {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': at } },
    });
    return this.waitFor(
      name,
      object => object.status?.lastHandledReconcileAt === at,
    );
  }

  async waitFor(
    name: string,
    isReached: (object: T) => boolean,
    timeoutMs = 10_000,
  ): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const object = await this.read(name);
      if (isReached(object)) {
        return object;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `${name} did not get there: ${JSON.stringify(object.status)}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  }

  async waitReady(name: string, status: 'True' | 'False' = 'True') {
    return this.waitFor(name, object =>
      Boolean(
        object.status?.conditions?.some(
          condition =>
            condition.type === 'Ready' && condition.status === status,
        ),
      ),
    );
  }

  /** Events of one object, in the order in which they were written. */
  async events(name: string): Promise<SeenEvent[]> {
    const { items } = await this.client.list<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Event' },
      {
        namespace: this.namespace,
        fieldSelector: `involvedObject.name=${name}`,
      },
    );
    return items
      .sort(
        (a, b) =>
          Number(a.metadata.resourceVersion) -
          Number(b.metadata.resourceVersion),
      )
      .map(({ type, reason, message, metadata }) => ({
        type: String(type),
        reason: String(reason),
        message: String(message),
        ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      }));
  }

  /** Waits until an event with this reason was written. */
  async waitEvent(name: string, reason: string): Promise<SeenEvent> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const events = await this.events(name);
      const found = events.find(event => event.reason === reason);
      if (found) {
        return found;
      }
      if (Date.now() > deadline) {
        throw new Error(`no event ${reason}: ${JSON.stringify(events)}`);
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  }
}

/** What stands beside Ready=False of an object that is tried again. */
export const RETRYING = {
  type: 'Reconciling',
  status: 'True',
  reason: 'ProgressingWithRetry',
  message: 'building artifact',
  observedGeneration: 1,
};

export function readyOf({ status }: SourceObject) {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** Conditions without their times, which tests can't foresee. */
export function conditionsOf(object: SourceObject) {
  return (object.status?.conditions ?? []).map(
    ({ type, status, reason, message, observedGeneration }) => ({
      type,
      status,
      reason,
      message,
      observedGeneration,
    }),
  );
}
