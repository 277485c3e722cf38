import { Clock, systemClock } from '../api/clock';
import { ConnectionError } from '../api/errors';
import { Logger } from '../api/logger';
import { KubeObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { InformerHandler } from './HandlerSet';
import { Informer } from './Informer';
import { stripManagedFields } from './stripManagedFields';

/** Which objects an informer keeps, and how much of each. */
export interface InformerScope {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: all namespaces, or a cluster-scoped kind. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /**
   * Only apiVersion, kind and metadata are fetched and kept, for example so
   * that the content of Secrets stays in the cluster. Not shared with an
   * informer of whole objects.
   */
  readonly metadataOnly?: boolean;
}

/** A share in an informer, until released. */
export interface InformerHandle<T extends KubeObject> {
  readonly informer: Informer<T>;
  /** Removes the handler and gives the share back; repeated calls do nothing. */
  release(): void;
}

export interface SharedInformersOptions {
  readonly client: KubeClient;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Milliseconds that an informer without shares keeps watching; default 30,000. */
  readonly lingerMs?: number;
}

interface Entry {
  readonly informer: Informer<KubeObject>;
  readonly stop: AbortController;
  readonly stopped: Promise<void>;
  shares: number;
  cancelLinger?: () => void;
}

const LINGER_MS = 30_000;

/**
 * One informer per scope for all its readers. It starts at the first
 * {@link acquire} and stops `lingerMs` after the last release. Objects are kept
 * without `metadata.managedFields`.
 */
export class SharedInformers {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  #isClosed = false;

  constructor(private readonly options: SharedInformersOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  /** Number of informers that watch. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Starts the informer of a scope, or joins the one that runs.
   * @param handler - called for each object already stored before this returns
   * @throws ConnectionError - with code `aborted` after {@link close}
   */
  acquire<T extends KubeObject>(
    scope: InformerScope,
    handler?: InformerHandler<T>,
  ): InformerHandle<T> {
    if (this.#isClosed) {
      throw new ConnectionError('aborted', 'the informers are closed');
    }
    const key = keyOfScope(scope);
    const entry = this.#entries.get(key) ?? this.#open(key, scope);
    entry.shares += 1;
    entry.cancelLinger?.();
    // The scope names the kind, and the caller its type.
    const informer = entry.informer as unknown as Informer<T>;
    const removeHandler = handler && informer.addHandler(handler);
    let isReleased = false;
    return {
      informer,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        removeHandler?.();
        this.#leave(key, entry);
      },
    };
  }

  /** Stops all informers and waits for their calls to end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries];
    for (const [key, entry] of entries) this.#stop(key, entry);
    await Promise.all(entries.map(([, entry]) => entry.stopped));
  }

  #open(key: string, scope: InformerScope): Entry {
    const { apiVersion, kind, ...selection } = scope;
    const { client, logger } = this.options;
    const informer = new Informer<KubeObject>({
      client,
      logger,
      clock: this.#clock,
      type: { apiVersion, kind },
      ...selection,
      transform: stripManagedFields,
    });
    const stop = new AbortController();
    const stopped = informer.run(stop.signal);
    const entry: Entry = { informer, stop, stopped, shares: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  #leave(key: string, entry: Entry): void {
    entry.shares -= 1;
    if (entry.shares > 0 || this.#entries.get(key) !== entry) return;
    entry.cancelLinger = this.#clock.after(
      this.options.lingerMs ?? LINGER_MS,
      () => this.#stop(key, entry),
    );
  }

  #stop(key: string, entry: Entry): void {
    entry.cancelLinger?.();
    entry.stop.abort();
    this.#entries.delete(key);
  }
}

function keyOfScope(scope: InformerScope): string {
  return JSON.stringify([
    scope.apiVersion,
    scope.kind,
    scope.namespace ?? '',
    scope.labelSelector ?? '',
    scope.fieldSelector ?? '',
    scope.metadataOnly ?? false,
  ]);
}
