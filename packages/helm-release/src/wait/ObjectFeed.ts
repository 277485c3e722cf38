import {
  isExpired,
  type KubeClient,
  type UnstructuredObject,
  type WatchEvent,
} from '@backstage-gitops/kube';

/** Hears of what becomes of one object. */
export interface Follower {
  /** The object after a change; undefined: it is gone. */
  changed(object: UnstructuredObject | undefined): void;
  /** Something may have been missed: the object is to be read. */
  missed(): void;
}

/** A follower's place, until it is given back. */
export interface Following {
  /** False: nothing is heard (any more), the object has to be read. */
  readonly isLive: boolean;
  stop(): void;
}

/** What an {@link ObjectFeed} is made of. */
interface ObjectFeedOptions {
  readonly client: KubeClient;
  readonly lingerMs: number;
  /** The first object that is followed: names kind, namespace and version. */
  readonly first: UnstructuredObject;
  /** Called once when the watch has ended. */
  readonly onEnd: () => void;
}

interface Place {
  readonly follower: Follower;
  readonly uid: string | undefined;
  /** Version of the state that the follower knows. */
  version: string;
}

/** The server ends a watch after so long; it then goes on where it was. */
const WATCH_SECONDS = 300;
/** A watch that ends this soon without an event has failed (client-go: 1 s). */
const SHORT_WATCH_MS = 1_000;

/** Changes of objects of one kind in one namespace, by one watch. */
export class ObjectFeed {
  readonly #places = new Map<string, Set<Place>>();
  readonly #stop = new AbortController();
  /** Versions after this one are heard; undefined: from now on. */
  #position: string | undefined;
  /** Versions up to this one may have been missed. */
  #start: string;
  #linger: NodeJS.Timeout | undefined;

  constructor(private readonly options: ObjectFeedOptions) {
    this.#start = options.first.metadata.resourceVersion ?? '';
    this.#position = this.#start;
    void this.#run();
  }

  /** See ObjectChanges.follow. */
  follow(live: UnstructuredObject, follower: Follower): Following {
    const { name = '', uid, resourceVersion = '' } = live.metadata;
    const places = this.#places.get(name) ?? new Set<Place>();
    const place: Place = { follower, uid, version: resourceVersion };
    places.add(place);
    this.#places.set(name, places);
    clearTimeout(this.#linger);
    // It was read before this watch began, and may have changed in between.
    if (isNewer(this.#start, resourceVersion)) follower.missed();
    const { signal } = this.#stop;
    return {
      get isLive() {
        return !signal.aborted && places.has(place);
      },
      stop: () => this.#leave(name, place),
    };
  }

  /** Ends the watch; nobody is told. */
  close(): void {
    clearTimeout(this.#linger);
    this.#stop.abort();
  }

  #leave(name: string, place: Place): void {
    const places = this.#places.get(name);
    if (!places?.delete(place) || places.size > 0) return;
    this.#places.delete(name);
    if (this.#places.size > 0 || this.#stop.signal.aborted) return;
    this.#linger = setTimeout(() => this.close(), this.options.lingerMs);
    this.#linger.unref();
  }

  /** Watches until nobody follows any more or the watch fails. Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let hasExpired = false;
    while (!signal.aborted) {
      try {
        await this.#watch();
      } catch (error) {
        // A version that is too old: the watch begins with what there is now.
        if (hasExpired || !isExpired(error)) break;
        hasExpired = true;
        this.#position = undefined;
      }
    }
    this.close();
    this.options.onEnd();
    for (const places of this.#places.values()) {
      for (const { follower } of places) follower.missed();
    }
  }

  async #watch(): Promise<void> {
    const { client, first } = this.options;
    const { apiVersion, kind, metadata } = first;
    const events = client.watch<UnstructuredObject>(
      { apiVersion, kind },
      {
        namespace: metadata.namespace,
        resourceVersion: this.#position,
        timeoutSeconds: WATCH_SECONDS,
        signal: this.#stop.signal,
      },
    );
    const opened = performance.now();
    let isIdle = true;
    for await (const event of events) {
      isIdle = false;
      this.#take(event);
    }
    if (isIdle && performance.now() - opened < SHORT_WATCH_MS) this.close();
  }

  #take({ type, object }: WatchEvent<UnstructuredObject>): void {
    const { name = '', uid, resourceVersion = '' } = object.metadata;
    this.#position = resourceVersion;
    if (type === 'BOOKMARK') return;
    for (const place of this.#places.get(name) ?? []) {
      const isSame = place.uid === uid;
      if (isSame && !isNewer(resourceVersion, place.version)) continue;
      place.version = resourceVersion;
      // Another object of the same name: what became of the first is unknown.
      if (!isSame) place.follower.missed();
      else place.follower.changed(type === 'DELETED' ? undefined : object);
    }
  }
}

/** Whether a version is a later one; false where that can't be told. */
function isNewer(version: string, than: string): boolean {
  try {
    return BigInt(version) > BigInt(than);
  } catch {
    return false;
  }
}
