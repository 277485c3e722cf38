import type { KubeClient, UnstructuredObject } from '@backstage-gitops/kube';
import { ObjectFeed, type Follower, type Following } from './ObjectFeed';

/** Milliseconds that a watch without followers stays open for the next ones. */
const LINGER_MS = 10_000;

/**
 * Changes of objects that waits have read: one watch for each kind and
 * namespace, for however many releases. A watch begins at the version of the
 * first object that is followed, so that nothing is listed, and ends some
 * seconds after the last; one that fails is not repeated for those who follow,
 * but for the next one who comes.
 */
export class ObjectChanges {
  readonly #feeds = new Map<string, ObjectFeed>();
  #isClosed = false;

  /**
   * @param client - reads as the identity of the releases
   * @param lingerMs - how long a watch outlives its last follower; default 10,000
   */
  constructor(
    private readonly client: KubeClient,
    private readonly lingerMs = LINGER_MS,
  ) {}

  /** Watches that are open. */
  get size(): number {
    return this.#feeds.size;
  }

  /**
   * Follows an object from the state in which it was read or applied.
   * @param live - with its uid and resourceVersion
   */
  follow(live: UnstructuredObject, follower: Follower): Following {
    if (this.#isClosed) return { isLive: false, stop: () => undefined };
    const { apiVersion, kind, metadata } = live;
    const key = `${apiVersion} ${kind} ${metadata.namespace ?? ''}`;
    const feed = this.#feeds.get(key) ?? this.#open(key, live);
    return feed.follow(live, follower);
  }

  /** Ends all watches; followers hear nothing any more. */
  close(): void {
    this.#isClosed = true;
    for (const feed of this.#feeds.values()) feed.close();
  }

  #open(key: string, live: UnstructuredObject): ObjectFeed {
    const { client, lingerMs } = this;
    const feed = new ObjectFeed({
      client,
      lingerMs,
      first: live,
      onEnd: () => {
        if (this.#feeds.get(key) === feed) this.#feeds.delete(key);
      },
    });
    this.#feeds.set(key, feed);
    return feed;
  }
}
