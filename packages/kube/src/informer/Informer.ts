import { Clock, sleep, systemClock } from '../api/clock';
import { ConnectionError, isExpired } from '../api/errors';
import { Logger, silentLogger } from '../api/logger';
import { KubeObject, ObjectKey, TypeMeta, WatchEvent } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { Indexer, keyOf, Store } from './Store';

/** Told about each change of the store, after it was made. */
export interface InformerHandler<T> {
  onAdd?(object: T): void;
  onUpdate?(object: T, old: T): void;
  onDelete?(object: T): void;
}

export interface InformerOptions<T extends KubeObject> {
  readonly client: KubeClient;
  readonly type: TypeMeta;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Watches only metadata: smaller, where the rest is not needed. */
  readonly metadataOnly?: boolean;
  readonly indexers?: Readonly<Record<string, Indexer<T>>>;
  /** Shortens an object before it is kept, such as dropping managedFields. */
  readonly transform?: (object: T) => T;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const PAGE = 500;
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** The server ends a watch after 5 to 10 minutes, so that load spreads. */
const WATCH_SECONDS = 300;
/** A watch without a byte for this long after its end is a dead connection. */
const WATCH_GRACE_MS = 30_000;

/**
 * Keeps a copy of all objects of a kind: lists once in pages, then watches from
 * there. A dropped watch continues at the last version seen; a version that is
 * too old (410) or a restarted server leads to a new list, whose differences
 * are told to the handlers as ordinary changes.
 */
export class Informer<T extends KubeObject> {
  readonly store: Store<T>;
  readonly #options: InformerOptions<T>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #handlers = new Set<InformerHandler<T>>();
  readonly #synced: Promise<void>;
  #markSynced: () => void = () => {};
  #isSynced = false;
  #resourceVersion?: string;
  #isReachable = false;
  #failures = 0;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.store = new Store<T>(options.indexers ?? {});
    this.#synced = new Promise(resolve => {
      this.#markSynced = resolve;
    });
  }

  get type(): TypeMeta {
    return this.#options.type;
  }

  /** True once the first list is in the store. */
  get hasSynced(): boolean {
    return this.#isSynced;
  }

  /** True while the last list or watch call was answered. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** Resolves when the first list is in the store. */
  waitForSync(): Promise<void> {
    return this.#synced;
  }

  get(key: ObjectKey): T | undefined {
    return this.store.get(key);
  }

  /**
   * Adds a handler; it is told about all objects already in the store first.
   * The returned function removes it.
   */
  addHandler(handler: InformerHandler<T>): () => void {
    this.#handlers.add(handler);
    for (const object of this.store.list()) {
      this.#tell(handler, told => told.onAdd?.(object));
    }
    return () => this.#handlers.delete(handler);
  }

  /** Lists and watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) await this.#list(signal);
        await this.#watch(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  /** Decides where to continue after a failure, and waits before it. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const isTooOld = isExpired(error);
    this.#isReachable = isTooOld;
    const failures = this.#failures;
    this.#failures = Math.min(failures + 1, 10);
    // After a longer outage the server may be another one: list again.
    if (isTooOld || failures > 3) this.#resourceVersion = undefined;
    // Listing again at once is right the first time, a loop of it is not.
    if (isTooOld && failures === 0) return;
    const delayMs = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** failures);
    this.#logger.warn('cannot watch, trying again', {
      kind: this.type.kind,
      error: error instanceof Error ? error.message : String(error),
      delayMs,
    });
    const jittered = delayMs * (0.8 + Math.random() * 0.4);
    await sleep(this.#clock, jittered, signal).catch(() => undefined);
  }

  /** Which objects, and how much of them: the same for lists and watches. */
  #scope() {
    const { namespace, labelSelector, fieldSelector, metadataOnly } =
      this.#options;
    return { namespace, labelSelector, fieldSelector, metadataOnly };
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, type } = this.#options;
    const list = await client.listAll<T>(type, {
      ...this.#scope(),
      limit: PAGE,
      signal,
    });
    this.#isReachable = true;
    const seen = new Set<string>();
    for (const item of list.items) {
      const object = this.#transform(item);
      seen.add(keyOf(object));
      this.#store(object);
    }
    for (const key of this.store.keys()) {
      if (!seen.has(key)) this.#remove(key);
    }
    this.#resourceVersion = list.metadata.resourceVersion ?? '';
    this.#isSynced = true;
    this.#markSynced();
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, type } = this.#options;
    const timeoutSeconds = Math.round(WATCH_SECONDS * (1 + Math.random()));
    const dead = new AbortController();
    // A half-open connection brings neither events nor an end.
    const cancelDead = this.#clock.after(
      timeoutSeconds * 1000 + WATCH_GRACE_MS,
      () => dead.abort(new ConnectionError('timeout', 'the watch is dead')),
    );
    try {
      const events = client.watch<T>(type, {
        ...this.#scope(),
        resourceVersion: this.#resourceVersion,
        timeoutSeconds,
        signal: AbortSignal.any([signal, dead.signal]),
      });
      for await (const event of events) {
        this.#isReachable = true;
        this.#failures = 0;
        this.#take(event);
      }
    } catch (error) {
      // Ours, not the server's: simply watch again from the last version.
      if (!dead.signal.aborted || signal.aborted) throw error;
    } finally {
      cancelDead();
    }
  }

  #take(event: WatchEvent<T>): void {
    const version = event.object.metadata.resourceVersion;
    if (version) this.#resourceVersion = version;
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        this.#store(this.#transform(event.object));
        break;
      case 'DELETED':
        // The last state before deletion is what handlers want to know.
        this.#remove(keyOf(event.object), this.#transform(event.object));
        break;
      default:
        break;
    }
  }

  #store(object: T): void {
    const old = this.store.set(object);
    if (!old) {
      this.#notify(handler => handler.onAdd?.(object));
      return;
    }
    const isSame =
      old.metadata.resourceVersion === object.metadata.resourceVersion &&
      old.metadata.uid === object.metadata.uid;
    if (!isSame) this.#notify(handler => handler.onUpdate?.(object, old));
  }

  #remove(key: string, last?: T): void {
    const old = this.store.delete(key);
    const object = last ?? old;
    if (object && old) this.#notify(handler => handler.onDelete?.(object));
  }

  #notify(tell: (handler: InformerHandler<T>) => void): void {
    for (const handler of this.#handlers) this.#tell(handler, tell);
  }

  #tell(
    handler: InformerHandler<T>,
    tell: (handler: InformerHandler<T>) => void,
  ): void {
    try {
      tell(handler);
    } catch (error) {
      this.#logger.error('an informer handler failed', {
        kind: this.type.kind,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #transform(object: T): T {
    return this.#options.transform ? this.#options.transform(object) : object;
  }
}
