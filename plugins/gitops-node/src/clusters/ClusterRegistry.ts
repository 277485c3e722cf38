import type { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, systemClock } from '@backstage-gitops/kube';
import { LocatorPoll } from './locators/LocatorPoll';
import type { ClusterLocator, LocatedCluster } from './locators/LocatedCluster';
import { mergeClusters, NamedCluster } from './mergeClusters';
import type { ClusterMode } from './modes';
import type { Connect, OpenConnection } from './openConnection';
import type { ClusterProblem, GitOpsCluster, GitOpsClusters } from './types';

/** What the registry starts with. */
interface ClusterRegistryOptions {
  /** Clusters that app-config itself names. */
  readonly fixed: readonly LocatedCluster[];
  readonly modes: ReadonlyMap<string, ClusterMode>;
  readonly connect: Connect;
  readonly logger: LoggerService;
  readonly clock?: Clock;
}

interface Entry {
  readonly cluster: GitOpsCluster;
  readonly connection?: OpenConnection;
  /** Equal as long as the connection can be kept. */
  readonly fingerprint: string;
}

/** Keeps one connection for each cluster that the locators give. */
export class ClusterRegistry implements GitOpsClusters {
  #entries = new Map<string, Entry>();
  readonly #polls: LocatorPoll[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #closing = new Set<Promise<void>>();
  #isStarted = false;
  #isClosed = false;

  constructor(private readonly options: ClusterRegistryOptions) {}

  list(): readonly GitOpsCluster[] {
    return [...this.#entries.values()].map(({ cluster }) => cluster);
  }

  get(name: string): GitOpsCluster | undefined {
    return this.#entries.get(name)?.cluster;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Connects the clusters of app-config, and asks `locators` for more until
   * closed. Calls after the first do nothing.
   */
  start(locators: readonly ClusterLocator[] = []): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { logger, clock = systemClock } = this.options;
    const onClusters = () => this.#update();
    for (const locator of locators) {
      this.#polls.push(new LocatorPoll({ locator, logger, clock, onClusters }));
    }
    this.#update();
    for (const poll of this.#polls) poll.start();
  }

  /** Ends all watches and connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const poll of this.#polls) poll.stop();
    for (const { connection } of this.#entries.values()) {
      if (connection) this.#end(connection);
    }
    await Promise.all(this.#closing);
  }

  #update(): void {
    if (this.#isClosed) return;
    const old = this.#entries;
    const merged = mergeClusters(
      [...this.options.fixed, ...this.#polls.flatMap(poll => poll.clusters)],
      this.options.modes,
      this.#polls.every(poll => poll.hasAnswered),
    );
    this.#entries = new Map(
      merged.map(named => [named.name, this.#toEntry(named, old)]),
    );
    this.#endUnused(old);
    const isSame =
      old.size === this.#entries.size &&
      [...this.#entries].every(
        ([name, { cluster }]) => old.get(name)?.cluster === cluster,
      );
    if (!isSame) this.#notify();
  }

  /** The entry of a cluster: the old one if nothing has changed. */
  #toEntry(named: NamedCluster, old: ReadonlyMap<string, Entry>): Entry {
    const { located, name, mode } = named;
    const before = old.get(name);
    const fingerprint = fingerprintOf(located);
    const isKept = before?.fingerprint === fingerprint;
    const found = isKept
      ? before.connection ?? before.cluster.problem
      : this.options.connect(name, located.target);
    const connection = found && 'client' in found ? found : undefined;
    const fault = found && 'code' in found ? found : undefined;
    const cluster: GitOpsCluster = {
      name,
      title: named.title,
      controllers: mode.controllers,
      source: located.source,
      problem: fault ?? mode.problem,
      connection,
    };
    if (before && isKept && isSameCluster(before.cluster, cluster)) {
      return before;
    }
    if (cluster.problem) this.#report(cluster.problem, name);
    return { cluster, connection, fingerprint };
  }

  #report({ code, message }: ClusterProblem, cluster: string): void {
    this.options.logger.warn(message, { cluster, code });
  }

  #endUnused(old: ReadonlyMap<string, Entry>): void {
    const used = new Set(
      [...this.#entries.values()].map(({ connection }) => connection),
    );
    for (const { connection } of old.values()) {
      if (connection && !used.has(connection)) this.#end(connection);
    }
  }

  #end(connection: OpenConnection): void {
    const closing = connection
      .close()
      .catch(error =>
        this.options.logger.warn('a cluster connection did not close', error),
      )
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        this.options.logger.error(
          'a listener of clusters failed',
          toError(error),
        );
      }
    }
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function fingerprintOf({ target }: LocatedCluster): string {
  switch (target.type) {
    case 'details': {
      const { url, authMetadata, caData, caFile, skipTLSVerify } =
        target.details;
      const metadata = Object.entries(authMetadata).sort();
      return JSON.stringify([url, metadata, caData, caFile, skipTLSVerify]);
    }
    case 'kubeconfig':
      return 'kubeconfig';
    default:
      return JSON.stringify(target.problem);
  }
}

function isSameCluster(one: GitOpsCluster, other: GitOpsCluster): boolean {
  return (
    one.title === other.title &&
    one.controllers === other.controllers &&
    one.source === other.source &&
    one.connection === other.connection &&
    one.problem?.code === other.problem?.code &&
    one.problem?.message === other.problem?.message
  );
}
