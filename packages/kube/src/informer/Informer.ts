import { Clock, sleep, systemClock } from '../api/clock';
import { ConnectionError, isExpired } from '../api/errors';
import { Logger, silentLogger } from '../api/logger';
import { KubeObject, ObjectKey, TypeMeta, WatchEvent } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { Deferred } from './Deferred';
import { HandlerSet, InformerHandler } from './HandlerSet';
import {
  InformerProblem,
  isAnswered,
  toInformerProblem,
} from './InformerProblem';
import { Indexer, keyOf, Store } from './Store';

export interface InformerOptions<T extends KubeObject> {
  readonly client: KubeClient;
  readonly type: TypeMeta;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Watches only metadata: smaller, where the rest is not needed. */
  readonly metadataOnly?: boolean;
  readonly indexers?: Readonly<Record<string, Indexer<T>>>;
  /** Shortens an object before it is kept, such as {@link stripManagedFields}. */
  readonly transform?: (object: T) => T;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const PAGE = 500;
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 30_000;
/** The server ends a watch after 5 to 10 minutes, so that load spreads. */
const WATCH_SECONDS = 300;
/**
 * A connection without an event for this long counts as dead, and is replaced:
 * an API server sends a bookmark each minute. A half-open one would go unseen.
 */
const SILENCE_MS = 150_000;
/** A watch that ends this soon without an event has failed (client-go: 1 s). */
const SHORT_WATCH_MS = 1_000;

/**
 * Keeps a copy of all objects of a kind: lists once in pages, then watches from
 * there. A dropped watch continues at the last version seen; a version that is
 * too old (410) or a restarted server leads to a new list, whose differences
 * reach the handlers as ordinary changes. Failures are tried again after 0.5 to
 * 30 seconds, also a kind that the server does not serve yet, and are readable
 * as {@link problem} meanwhile.
 */
export class Informer<T extends KubeObject> {
  readonly store: Store<T>;
  readonly #options: InformerOptions<T>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #handlers: HandlerSet<T>;
  readonly #synced = new Deferred();
  readonly #settled = new Deferred();
  #isSynced = false;
  #resourceVersion?: string;
  #isReachable = false;
  #problem?: InformerProblem;
  /** Message of the last failure in the log, until an event arrives. */
  #logged?: string;
  #failures = 0;
  /** When the watch has brought an event, or was opened. */
  #heardAt = 0;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.store = new Store<T>(options.indexers);
    this.#handlers = new HandlerSet(options.type.kind, this.#logger);
  }

  get type(): TypeMeta {
    return this.#options.type;
  }

  /** True once the first list is in the store. */
  get hasSynced(): boolean {
    return this.#isSynced;
  }

  /** True while the API server answers lists and watches, if only with errors. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** Why the store is empty or stale; undefined while the watch is fine. */
  get problem(): InformerProblem | undefined {
    return this.#problem;
  }

  /**
   * Resolves when the first list is in the store: never for a kind that the
   * server does not serve, so pass a signal.
   */
  waitForSync(signal?: AbortSignal): Promise<void> {
    return this.#synced.wait(signal);
  }

  /** Resolves when the first list is in the store or has failed. */
  waitUntilSettled(signal?: AbortSignal): Promise<void> {
    return this.#settled.wait(signal);
  }

  get(key: ObjectKey): T | undefined {
    return this.store.get(key);
  }

  /**
   * Indexes the objects in the store and all that come. An index of the same
   * name is replaced, so readers of a shared informer prefix their names.
   */
  addIndexer(name: string, indexer: Indexer<T>): void {
    this.store.addIndexer(name, indexer);
  }

  /** Drops an index. */
  removeIndexer(name: string): void {
    this.store.removeIndexer(name);
  }

  /**
   * Adds a handler and calls it for all objects already in the store.
   * The returned function removes it.
   */
  addHandler(handler: InformerHandler<T>): () => void {
    const remove = this.#handlers.add(handler);
    for (const object of this.store.list()) {
      this.#handlers.call(handler, added => added.onAdd?.(object, true));
    }
    return remove;
  }

  /** Lists and watches until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined) await this.#list(signal);
        if (!signal.aborted) await this.#watch(signal);
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal);
      }
    }
  }

  /** Decides where to continue after a failure, and waits before it. */
  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const isTooOld = isExpired(error);
    const failures = this.#failures;
    this.#failures = Math.min(failures + 1, 10);
    // After a longer outage the server may be another one: list again.
    if (isTooOld || failures > 3) this.#resourceVersion = undefined;
    // Listing again at once is right the first time, a loop of it is not.
    if (isTooOld && failures === 0) return;
    const problem = toInformerProblem(error);
    this.#isReachable = isAnswered(problem);
    this.#setProblem(problem);
    const delayMs = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** failures);
    this.#logOnce(problem);
    const jittered = delayMs * (0.8 + Math.random() * 0.2);
    await sleep(this.#clock, jittered, signal).catch(() => undefined);
  }

  #setProblem(problem: InformerProblem | undefined): void {
    const old = this.#problem;
    this.#problem = problem;
    if (problem) this.#settled.resolve();
    if (old?.reason === problem?.reason && old?.message === problem?.message) {
      return;
    }
    this.#handlers.notify(handler => handler.onProblem?.(problem));
  }

  /** Logs a failure, unless it is the one logged last. */
  #logOnce({ reason, message }: InformerProblem): void {
    const isMissing = reason === 'kind-not-found';
    // The server words the same absence in several ways.
    const logged = isMissing ? reason : message;
    if (this.#logged === logged) return;
    this.#logged = logged;
    const { kind, apiVersion } = this.type;
    const meta = { kind, apiVersion, reason, error: message };
    if (!isMissing) {
      this.#logger.warn('cannot list or watch, trying again', meta);
    } else if (this.#isSynced) {
      this.#logger.warn(
        `the CRD of ${kind} is gone: work on its objects rests until it is back`,
        meta,
      );
    } else {
      // Many clusters have only some of Flux's components: nothing to warn of.
      this.#logger.info('waiting for the CRD of a kind', meta);
    }
  }

  /** Says that a kind is served again, or at last. */
  #logReturn({ reason }: InformerProblem): void {
    if (reason !== 'kind-not-found') return;
    const { kind, apiVersion } = this.type;
    this.#logged = undefined;
    this.#logger.info(`the CRD of ${kind} is there`, { kind, apiVersion });
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
    this.#markHealthy();
    this.#synced.resolve();
    this.#settled.resolve();
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, type } = this.#options;
    const timeoutSeconds = Math.round(WATCH_SECONDS * (1 + Math.random()));
    const dead = new AbortController();
    const cancelSilence = this.#watchSilence(dead);
    try {
      const events = client.watch<T>(type, {
        ...this.#scope(),
        resourceVersion: this.#resourceVersion,
        timeoutSeconds,
        signal: AbortSignal.any([signal, dead.signal]),
        onOpen: () => this.#markHealthy(),
      });
      await this.#takeAll(events);
    } catch (error) {
      // Ours, not the server's: simply watch again from the last version.
      if (!dead.signal.aborted || signal.aborted) throw error;
    } finally {
      cancelSilence();
    }
  }

  /** Aborts once nothing has been heard for long. @returns ends that */
  #watchSilence(dead: AbortController): () => void {
    this.#heardAt = this.#clock.steady();
    let cancel: () => void = () => undefined;
    const look = () => {
      const leftMs = this.#heardAt + SILENCE_MS - this.#clock.steady();
      if (leftMs > 0) cancel = this.#clock.after(leftMs, look);
      else dead.abort(new ConnectionError('timeout', 'the watch is silent'));
    };
    look();
    return () => cancel();
  }

  /** @throws ConnectionError - the watch ended at once, without an event */
  async #takeAll(events: AsyncIterable<WatchEvent<T>>): Promise<void> {
    const startedAt = this.#clock.steady();
    let count = 0;
    for await (const event of events) {
      count += 1;
      this.#heardAt = this.#clock.steady();
      this.#failures = 0;
      this.#logged = undefined;
      this.#markHealthy();
      this.#take(event);
    }
    if (count > 0) return;
    if (this.#clock.steady() - startedAt < SHORT_WATCH_MS) {
      throw new ConnectionError('bad-answer', 'the watch ended at once');
    }
    this.#failures = 0;
    this.#logged = undefined;
  }

  #markHealthy(): void {
    this.#isReachable = true;
    if (!this.#problem) return;
    this.#logReturn(this.#problem);
    this.#setProblem(undefined);
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
      const isInInitialList = !this.#isSynced;
      this.#handlers.notify(handler =>
        handler.onAdd?.(object, isInInitialList),
      );
      return;
    }
    const isSame =
      old.metadata.resourceVersion === object.metadata.resourceVersion &&
      old.metadata.uid === object.metadata.uid;
    if (!isSame) {
      this.#handlers.notify(handler => handler.onUpdate?.(object, old));
    }
  }

  #remove(key: string, last?: T): void {
    const old = this.store.delete(key);
    const object = last ?? old;
    if (object && old) {
      this.#handlers.notify(handler => handler.onDelete?.(object));
    }
  }

  #transform(object: T): T {
    return this.#options.transform ? this.#options.transform(object) : object;
  }
}
