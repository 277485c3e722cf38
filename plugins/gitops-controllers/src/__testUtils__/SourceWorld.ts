import { startDevCluster } from '@backstage-gitops/devcluster';
import type { DevCluster } from '@backstage-gitops/devcluster';
import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import {
  EventRecorder,
  KubeClient,
  silentLogger,
} from '@backstage-gitops/kube';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { installManifests } from '@backstage-gitops/plugin-gitops-common';
import type {
  GitRepository,
  GitRepositorySpec,
} from '@backstage-gitops/plugin-gitops-common';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ArtifactServer, ArtifactStore } from '../artifacts';
import { createGitRepositoryController } from '../controllers/gitrepository';
import { WorkerPool } from '../worker/WorkerPool';

const TYPE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const POLL_MS = 25;

/** What tests compare of an event. */
export interface SeenEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Record<string, string>;
}

/**
 * A cluster, a Git server and the GitRepository controller between them: all
 * real, on loopback.
 */
export class SourceWorld {
  readonly repositories = new RepositoryFixture();
  readonly namespace = 'apps';
  readonly storage = mkdtempSync(join(tmpdir(), 'gitops-storage-'));
  cluster!: DevCluster;
  client!: KubeClient;
  git!: GitServer;
  server!: ArtifactServer;
  store!: ArtifactStore;
  private readonly workers = new WorkerPool({ threads: 0 });
  private running: Promise<void> = Promise.resolve();
  private stopController = new AbortController();

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
    await this.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.namespace },
    });
    this.git = await startGitServer({ root: this.repositories.root });
    this.store = new ArtifactStore({
      root: this.storage,
      workers: this.workers,
      baseUrl: () => `http://${this.server.address}`,
      retentionTtlMs: 0,
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
    const controller = createGitRepositoryController({
      client: this.client,
      recorder: new EventRecorder({ client: this.client }),
      logger: silentLogger,
      store: this.store,
      workers: this.workers,
      requeueDependencyMs: 200,
      minRetryDelayMs: 50,
      maxRetryDelayMs: 200,
    });
    this.running = controller.run(this.stopController.signal);
  }

  async stopTheController(): Promise<void> {
    this.stopController.abort();
    await this.running;
  }

  async stop(): Promise<void> {
    await this.stopTheController();
    await this.server.stop();
    await this.git.stop();
    await this.client.close();
    await this.cluster.stop();
    await this.workers.close();
    this.repositories.remove();
    rmSync(this.storage, { recursive: true, force: true });
  }

  urlOf(repository: string): string {
    return `${this.git.url}/${repository}.git`;
  }

  /** Creates a GitRepository that follows branch main. */
  async create(
    name: string,
    spec: Partial<GitRepositorySpec> & { url: string },
  ): Promise<GitRepository> {
    return this.client.create<GitRepository>({
      ...TYPE,
      metadata: { name, namespace: this.namespace },
      spec: { interval: '1h', ref: { branch: 'main' }, ...spec },
    } as GitRepository);
  }

  async read(name: string): Promise<GitRepository> {
    return this.client.get<GitRepository>(TYPE, {
      namespace: this.namespace,
      name,
    });
  }

  async patch(name: string, patch: unknown): Promise<void> {
    await this.client.patch(TYPE, { namespace: this.namespace, name }, patch);
  }

  async delete(name: string): Promise<void> {
    await this.client.delete(TYPE, { namespace: this.namespace, name });
  }

  /** Asks for a run now and waits until it has ended. */
  async reconcile(name: string): Promise<GitRepository> {
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
    isReached: (object: GitRepository) => boolean,
    timeoutMs = 10_000,
  ): Promise<GitRepository> {
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

/** Conditions without their times, which tests can't foresee. */
export function conditionsOf(object: GitRepository) {
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
