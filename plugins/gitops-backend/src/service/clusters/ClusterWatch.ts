import {
  Informer,
  KubeClient,
  type KubeObject,
  type Logger,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  gitRepositoryKind,
  kustomizationKind,
  KUSTOMIZATION_NAME_LABEL,
  type ClusterView,
  type GitRepository,
  type Kustomization,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterEntry } from '@backstage-gitops/plugin-gitops-node';
import { CommitLog } from './CommitLog';
import { dropManagedFields, SharedInformers } from './SharedInformers';

/** Kinds whose labels tell which entity a Kustomization delivers. */
const WORKLOADS = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
];

/** How often the state of the connection is looked at; no request is made. */
const LOOK_MS = 1_000;

/** A live copy of what the portal shows of one cluster. */
export class ClusterWatch {
  readonly client: KubeClient;
  readonly kustomizations: Informer<Kustomization>;
  readonly gitRepositories: Informer<GitRepository>;
  /** Metadata of workloads that some Kustomization has applied. */
  readonly workloads: readonly Informer<KubeObject>[];
  readonly informers: SharedInformers;
  readonly commits = new CommitLog();
  readonly #listeners = new Set<() => void>();
  #staleSince?: string;

  constructor(readonly entry: ClusterEntry, private readonly logger: Logger) {
    // The name that the flux command line has, so that its writes and the
    // portal's own the same fields.
    this.client = KubeClient.fromKubeConfig(entry.kubeConfig, {
      fieldManager: 'flux',
      userAgent: 'backstage-gitops-portal',
    });
    const { client } = this;
    this.kustomizations = new Informer<Kustomization>({
      client,
      logger,
      type: {
        apiVersion: apiVersionOf(kustomizationKind),
        kind: kustomizationKind.kind,
      },
      transform: dropManagedFields,
    });
    this.gitRepositories = new Informer<GitRepository>({
      client,
      logger,
      type: {
        apiVersion: apiVersionOf(gitRepositoryKind),
        kind: gitRepositoryKind.kind,
      },
      transform: dropManagedFields,
    });
    this.workloads = WORKLOADS.map(
      type =>
        new Informer<KubeObject>({
          client,
          logger,
          type,
          metadataOnly: true,
          labelSelector: KUSTOMIZATION_NAME_LABEL,
          transform: dropManagedFields,
        }),
    );
    this.informers = new SharedInformers({ client, logger });
  }

  get name(): string {
    return this.entry.name;
  }

  /** Watches until the signal aborts. */
  start(signal: AbortSignal): void {
    const notify = () => this.#notify();
    const remember = (source: GitRepository) => this.commits.remember(source);
    this.gitRepositories.addHandler({ onAdd: remember, onUpdate: remember });
    for (const informer of this.#all()) {
      informer.addHandler({
        onAdd: notify,
        onUpdate: notify,
        onDelete: notify,
      });
      void informer.run(signal);
    }
    const timer = setInterval(() => this.#look(), LOOK_MS);
    timer.unref();
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.informers.close();
      void this.client.close();
    });
  }

  /** Calls back after any change, also of the connection. Returns the way out. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for the first full picture, but not longer than `timeoutMs`. */
  async waitForSync(timeoutMs: number): Promise<void> {
    await withTimeout(
      Promise.all([...this.#all()].map(informer => informer.waitForSync())),
      timeoutMs,
    );
  }

  /** Whether what the informers hold is fresh. */
  view(): ClusterView {
    const { name } = this;
    if (!this.#staleSince && this.kustomizations.hasSynced) {
      return { name, isReachable: true };
    }
    return {
      name,
      isReachable: false,
      staleSince: this.#staleSince,
      sentence: this.kustomizations.hasSynced
        ? `Cluster ${name} does not answer; what you see is as of then.`
        : `Cluster ${name} has not answered yet, or the GitOps kinds are not installed on it.`,
    };
  }

  *#all(): Iterable<
    Informer<Kustomization> | Informer<GitRepository> | Informer<KubeObject>
  > {
    yield this.kustomizations;
    yield this.gitRepositories;
    yield* this.workloads;
  }

  #look(): void {
    const { hasSynced, isReachable } = this.kustomizations;
    const isStale = hasSynced && !isReachable;
    if (isStale === (this.#staleSince !== undefined)) return;
    this.#staleSince = isStale ? new Date().toISOString() : undefined;
    this.logger.info(isStale ? 'cluster is out of reach' : 'cluster answers', {
      cluster: this.name,
    });
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Resolves with the promise or after the time, whichever is first. */
export async function withTimeout(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>(resolve => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
