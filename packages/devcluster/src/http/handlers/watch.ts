import { ServerResponse } from 'http';
import {
  ApiError,
  expired,
  tooLargeResourceVersion,
} from '../../errors/ApiError';
import { JsonObject, KubeObject } from '../../json';
import { ObjectFilter } from '../../objects/selectors';
import { inVersion, Resource } from '../../resources/Resource';
import { StoreEvent } from '../../storage/History';
import { Store } from '../../storage/Store';
import { Presenter } from '../present';
import { Reply } from '../Reply';

const BOOKMARK_MS = 10_000;
const DEFAULT_TIMEOUT_SECONDS = 1800;
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/** What a watch request asks for. */
interface WatchOptions {
  readonly namespace: string | undefined;
  readonly filter: ObjectFilter;
  readonly resourceVersion: string | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean;
  readonly timeoutSeconds: number | undefined;
}

const texts = new WeakMap<JsonObject, string>();

/** Many watchers see the same object; its text is made once. */
function serialize(object: JsonObject): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    texts.set(object, text);
  }
  return text;
}

/** Where a watch begins: at a revision, or with the present objects. */
function startOf(
  store: Store,
  options: WatchOptions,
): { revision: number; initial: boolean } {
  const { resourceVersion } = options;
  const revision = Number(resourceVersion || 0);
  if (revision > store.currentRevision) {
    throw tooLargeResourceVersion(
      String(resourceVersion),
      store.currentRevision,
    );
  }
  if (
    options.sendInitialEvents ||
    !resourceVersion ||
    resourceVersion === '0'
  ) {
    return { revision: store.currentRevision, initial: true };
  }
  return { revision, initial: false };
}

class Watcher {
  private readonly closers: (() => void)[] = [];
  private isFirst = true;

  constructor(
    private readonly store: Store,
    private readonly resource: Resource,
    private readonly presenter: Presenter,
    private readonly options: WatchOptions,
    private readonly response: ServerResponse,
  ) {}

  run(past: readonly StoreEvent[], withInitial: boolean): void {
    if (withInitial) {
      this.sendInitial();
    }
    past.forEach(event => this.deliver(event));
    this.closers.push(
      this.store.subscribe(this.resource.storageKey, event =>
        this.deliver(event),
      ),
    );
    const seconds = this.options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
    const end = setTimeout(() => this.close(), seconds * 1000);
    this.closers.push(() => clearTimeout(end));
    if (this.options.bookmarks) {
      const timer = setInterval(() => this.sendBookmark(), BOOKMARK_MS);
      this.closers.push(() => clearInterval(timer));
    }
    this.response.on('close', () => this.close());
  }

  fail(error: ApiError): void {
    this.write('ERROR', error.toStatus());
    this.response.end();
  }

  private sendInitial(): void {
    for (const object of this.store.list(
      this.resource.storageKey,
      this.options.namespace,
    )) {
      const shown = inVersion(this.resource, object);
      if (this.options.filter(shown)) {
        this.writeObject('ADDED', shown);
      }
    }
    if (this.options.sendInitialEvents && this.options.bookmarks) {
      this.sendBookmark({ 'k8s.io/initial-events-end': 'true' });
    }
  }

  private deliver(event: StoreEvent): void {
    const { namespace, filter } = this.options;
    if (
      namespace !== undefined &&
      event.object.metadata.namespace !== namespace
    ) {
      return;
    }
    const object = inVersion(this.resource, event.object);
    const was =
      !!event.previous && filter(inVersion(this.resource, event.previous));
    const is = event.type !== 'DELETED' && filter(object);
    if (was && is) {
      this.writeObject('MODIFIED', object);
    } else if (is) {
      this.writeObject('ADDED', object);
    } else if (was) {
      this.writeObject('DELETED', object);
    }
  }

  private sendBookmark(annotations?: Record<string, string>): void {
    const object = inVersion(this.resource, {
      apiVersion: '',
      kind: this.resource.kind,
      metadata: {
        resourceVersion: String(this.store.currentRevision),
        creationTimestamp: null,
        ...(annotations ? { annotations } : {}),
      },
    } as unknown as KubeObject);
    this.write('BOOKMARK', this.presenter.watched(object, false));
  }

  private writeObject(type: string, object: KubeObject): void {
    this.write(type, this.presenter.watched(object, this.isFirst));
    this.isFirst = false;
  }

  private write(type: string, object: JsonObject): void {
    if (this.response.writableLength > MAX_BUFFERED_BYTES) {
      // the client does not read; it may come back and resume
      this.response.destroy();
      return;
    }
    this.response.write(`{"type":"${type}","object":${serialize(object)}}\n`);
  }

  private close(): void {
    this.closers.splice(0).forEach(closer => closer());
    this.response.end();
  }
}

/** Streams the changes of a resource until the client leaves or the time is over. */
export function watchReply(
  store: Store,
  resource: Resource,
  presenter: Presenter,
  options: WatchOptions,
): Reply {
  const start = startOf(store, options);
  const past = start.initial
    ? []
    : store.since(resource.storageKey, start.revision);
  return {
    stream: response => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Cache-Control': 'no-cache, private',
      });
      response.flushHeaders();
      const watcher = new Watcher(
        store,
        resource,
        presenter,
        options,
        response,
      );
      if (!past) {
        watcher.fail(
          expired(
            `too old resource version: ${start.revision} (${store.currentRevision})`,
          ),
        );
        return;
      }
      watcher.run(past, start.initial);
    },
  };
}
