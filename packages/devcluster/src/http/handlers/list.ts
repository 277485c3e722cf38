import {
  ApiError,
  badRequest,
  expired,
  tooLargeResourceVersion,
} from '../../errors/ApiError';
import { JsonObject, KubeObject } from '../../json';
import { ObjectFilter } from '../../objects/selectors';
import { Resource } from '../../resources/Resource';
import { Store } from '../../storage/Store';

/** What a list request asks for. */
interface ListOptions {
  readonly namespace: string | undefined;
  readonly filter: ObjectFilter;
  readonly limit: number;
  readonly token: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly resourceVersionMatch: string | undefined;
}

interface Snapshot {
  readonly objects: readonly KubeObject[];
  readonly revision: number;
}

const MAX_SNAPSHOTS = 32;

/** Answers lists; a chunked list keeps its snapshot so that the chunks are consistent. */
export class Lister {
  private readonly snapshots = new Map<string, Snapshot>();
  private counter = 0;

  constructor(private readonly store: Store) {}

  /** @throws ApiError - 410, the snapshot of a continue token is gone */
  list(
    resource: Resource,
    read: () => KubeObject[],
    options: ListOptions,
  ): { items: readonly KubeObject[]; metadata: JsonObject } {
    if (options.token) {
      return this.next(resource, options);
    }
    const { resourceVersion, resourceVersionMatch } = options;
    if (Number(resourceVersion || 0) > this.store.currentRevision) {
      throw tooLargeResourceVersion(
        String(resourceVersion),
        this.store.currentRevision,
      );
    }
    if (
      resourceVersionMatch === 'Exact' &&
      Number(resourceVersion) < this.store.currentRevision
    ) {
      throw expired(`The resourceVersion for the provided list is too old.`);
    }
    const objects = read().filter(options.filter);
    const snapshot = { objects, revision: this.store.currentRevision };
    return this.chunk(snapshot, 0, options.limit, undefined);
  }

  private next(resource: Resource, options: ListOptions) {
    const [id, offset, scope] = decodeToken(options.token ?? '');
    if (scope !== undefined && scope !== resource.storageKey && scope !== '') {
      throw badRequest('continue key is not valid: it belongs to another list');
    }
    const snapshot = this.snapshots.get(id);
    if (!snapshot) {
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
      );
    }
    return this.chunk(snapshot, offset, options.limit, id);
  }

  private chunk(
    snapshot: Snapshot,
    offset: number,
    limit: number,
    known: string | undefined,
  ) {
    const { objects, revision } = snapshot;
    const metadata: JsonObject = { resourceVersion: String(revision) };
    if (limit <= 0 || offset + limit >= objects.length) {
      if (known) {
        this.snapshots.delete(known);
      }
      return {
        items: offset === 0 ? objects : objects.slice(offset),
        metadata,
      };
    }
    const id = known ?? this.keep(snapshot);
    const end = offset + limit;
    return {
      items: objects.slice(offset, end),
      metadata: {
        ...metadata,
        continue: Buffer.from(JSON.stringify([id, end])).toString('base64url'),
        remainingItemCount: objects.length - end,
      },
    };
  }

  private keep(snapshot: Snapshot): string {
    this.counter += 1;
    const id = `${this.counter}`;
    this.snapshots.set(id, snapshot);
    if (this.snapshots.size > MAX_SNAPSHOTS) {
      const [oldest] = this.snapshots.keys();
      this.snapshots.delete(oldest);
    }
    return id;
  }
}

function decodeToken(token: string): [string, number, string | undefined] {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as [
      string,
      number,
      string | undefined,
    ];
  } catch {
    throw new ApiError(
      400,
      'BadRequest',
      'continue key is not valid: illegal base64 data',
    );
  }
}
