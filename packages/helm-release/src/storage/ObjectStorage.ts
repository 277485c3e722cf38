import {
  isAlreadyExists,
  isNotFound,
  systemClock,
  type Clock,
  type KubeClient,
} from '@backstage-gitops/kube';
import type { LogLine } from '../actions/types';
import { decodeRelease, encodeRelease } from '../release/encodeRelease';
import type { Release } from '../release/release';
import { ReleaseCache } from './ReleaseCache';
import type { CreateReleaseOptions, ReleaseStorage } from './ReleaseStorage';
import { ReleaseStorageError } from './ReleaseStorageError';
import {
  ALL_RELEASES,
  labelsOf,
  selectorOf,
  userLabels,
} from './storageLabels';
import {
  storageName,
  type StorageKind,
  type StorageObject,
} from './storageObjects';
import { revisionsToRemove } from './revisionsToRemove';

/** What a storage needs. */
export interface StorageOptions {
  readonly client: KubeClient;
  /** Storage namespace; undefined lists the releases of all, and does nothing else. */
  readonly namespace: string | undefined;
  readonly clock?: Clock;
  /** Manager of the fields of the objects. Default: the client's. */
  readonly fieldManager?: string;
  /** Default: one of the storage's own. */
  readonly cache?: ReleaseCache;
  /** Hears of what can't be decoded and is passed over. Default: dropped. */
  readonly log?: (line: LogLine) => void;
  /**
   * Told of each revision that was written.
   * @param mark - `uid/resourceVersion` of its object
   */
  readonly onStored?: (release: Release, mark: string) => void;
}

/** Revisions of one release as they were read. */
interface Recent {
  readonly name: string;
  readonly revisions: readonly StoredRevision[];
  readonly readAt: number;
}

/**
 * An action asks several times for the history that it starts from: within
 * these milliseconds, and without a write in between, it is read once. Whoever
 * writes meanwhile is found out when the next revision is created.
 */
const RECENT_MS = 5_000;

/** A revision, and what its object says of it. */
export interface StoredRevision {
  readonly release: Release;
  /** Helm's own labels included. */
  readonly labels: Readonly<Record<string, string>>;
  readonly storageNamespace: string;
}

/** What Helm's drivers do with objects of one kind. */
export class ObjectStorage implements ReleaseStorage {
  private readonly client: KubeClient;
  private readonly cache: ReleaseCache;
  private readonly clock: Clock;
  private recent?: Recent;

  constructor(
    private readonly kind: StorageKind,
    private readonly options: StorageOptions,
  ) {
    this.client = options.client;
    this.cache = options.cache ?? new ReleaseCache();
    this.clock = options.clock ?? systemClock;
  }

  async get(
    name: string,
    version: number,
    signal: AbortSignal,
  ): Promise<Release> {
    const key = storageName(name, version);
    const { namespace } = this.options;
    const object = await this.tell(`get: failed to get "${key}"`, signal, () =>
      this.client.find<StorageObject>(
        this.kind,
        { namespace, name: key },
        { signal },
      ),
    );
    if (!object) {
      throw notFound();
    }
    try {
      return await this.decode(object);
    } catch (error) {
      throw this.described(`get: failed to decode data "${key}"`, error);
    }
  }

  async history(
    name: string,
    signal: AbortSignal,
  ): Promise<readonly Release[]> {
    const revisions = await this.revisionsOf(name, signal);
    return revisions.map(({ release }) => release);
  }

  async list(signal: AbortSignal): Promise<readonly Release[]> {
    const newest = new Map<string, Release>();
    for (const { release, storageNamespace } of await this.revisions(signal)) {
      newest.set(`${storageNamespace}/${release.name}`, release);
    }
    return [...newest.values()];
  }

  /** Every revision of every release, lowest first. */
  async revisions(signal: AbortSignal): Promise<readonly StoredRevision[]> {
    const objects = await this.tell('list: failed to list', signal, () =>
      this.listObjects(ALL_RELEASES, signal),
    );
    return this.decodeAll(objects, 'list failed to decode release');
  }

  /** Every revision of one release with the labels of its object, lowest first. */
  async revisionsOf(
    name: string,
    signal: AbortSignal,
  ): Promise<readonly StoredRevision[]> {
    const { recent } = this;
    const now = this.clock.steady();
    if (recent?.name === name && now - recent.readAt < RECENT_MS) {
      return recent.revisions;
    }
    const selector = selectorOf(name);
    const objects = await this.tell(
      'query: failed to query with labels',
      signal,
      () => this.listObjects(selector, signal),
    );
    const revisions = await this.decodeAll(objects, 'failed to decode release');
    this.recent = { name, revisions, readAt: now };
    return revisions;
  }

  async create(release: Release, options: CreateReleaseOptions): Promise<void> {
    const { maxHistory, signal } = options;
    const { fieldManager } = this.options;
    if (maxHistory > 0) await this.makeSpace(release.name, options);
    this.recent = undefined;
    const object = await this.encode(release, 'createdAt');
    await this.tell('create: failed to create', signal, async () => {
      try {
        const stored = await this.client.create(object, {
          fieldManager,
          signal,
        });
        this.options.onStored?.(release, markOf(stored));
      } catch (error) {
        throw isAlreadyExists(error)
          ? new ReleaseStorageError('exists', 'release: already exists', {
              cause: error,
            })
          : error;
      }
    });
  }

  async update(release: Release, signal: AbortSignal): Promise<void> {
    const { fieldManager } = this.options;
    this.recent = undefined;
    const object = await this.encode(release, 'modifiedAt');
    const stored = await this.tell('update: failed to update', signal, () =>
      this.client.update(object, { fieldManager, signal }),
    );
    this.options.onStored?.(release, markOf(stored));
  }

  async delete(
    name: string,
    version: number,
    signal: AbortSignal,
  ): Promise<Release> {
    const release = await this.get(name, version, signal);
    await this.remove(name, version, signal);
    return release;
  }

  private async remove(
    name: string,
    version: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { namespace } = this.options;
    this.recent = undefined;
    const key = { namespace, name: storageName(name, version) };
    try {
      await this.client.delete(this.kind, key, { signal });
    } catch (error) {
      throw isNotFound(error) ? notFound(error) : error;
    }
  }

  private async listObjects(
    labelSelector: string,
    signal: AbortSignal,
  ): Promise<StorageObject[]> {
    const { namespace } = this.options;
    const { items } = await this.client.listAll<StorageObject>(this.kind, {
      namespace,
      labelSelector,
      signal,
    });
    return items;
  }

  /** @throws Error - the first that failed, once all were tried */
  private async makeSpace(
    name: string,
    { maxHistory, signal, onRemoved }: CreateReleaseOptions,
  ): Promise<void> {
    const revisions = await this.revisionsOf(name, signal);
    const failures: unknown[] = [];
    for (const version of revisionsToRemove(revisions, maxHistory - 1)) {
      signal.throwIfAborted();
      try {
        await this.remove(name, version, signal);
      } catch (error) {
        failures.push(error);
        continue;
      }
      const removed = revisions.find(each => each.release.version === version);
      if (removed) await onRemoved?.(removed.release);
    }
    const [first] = failures;
    if (failures.length > 1) {
      throw this.described(
        `encountered ${failures.length} deletion errors. First is`,
        first,
      );
    }
    if (first !== undefined) {
      throw first;
    }
  }

  private async encode(
    release: Release,
    time: 'createdAt' | 'modifiedAt',
  ): Promise<StorageObject> {
    const { namespace } = this.options;
    const metadata = {
      name: storageName(release.name, release.version),
      namespace,
      labels: labelsOf(release, time, this.clock.now()),
    };
    const doing = time === 'createdAt' ? 'create' : 'update';
    try {
      return this.kind.create(metadata, await encodeRelease(release));
    } catch (error) {
      throw this.described(
        `${doing}: failed to encode release "${release.name}"`,
        error,
      );
    }
  }

  private async decode(object: StorageObject): Promise<Release> {
    const { labels } = object.metadata;
    return this.cache.read(
      markOf(object),
      this.kind.textOf(object),
      async text => ({
        ...(await decodeRelease(text)),
        labels: userLabels(labels),
      }),
    );
  }

  /** What can't be decoded is told and passed over, as Helm does. */
  private async decodeAll(
    objects: readonly StorageObject[],
    problem: string,
  ): Promise<StoredRevision[]> {
    const revisions: StoredRevision[] = [];
    for (const object of objects) {
      const { name = '', namespace = '', labels = {} } = object.metadata;
      try {
        const release = await this.decode(object);
        revisions.push({ release, labels, storageNamespace: namespace });
      } catch (error) {
        this.options.log?.({
          level: 'debug',
          message: problem,
          attributes: { key: name, error },
          isGlobal: true,
        });
      }
    }
    return revisions.sort((a, b) => a.release.version - b.release.version);
  }

  /** Gives errors of the cluster Helm's words, where Helm has some. */
  private async tell<T>(
    doing: string,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || error instanceof ReleaseStorageError) {
        throw error;
      }
      throw this.described(doing, error);
    }
  }

  private described(doing: string, error: unknown): ReleaseStorageError {
    const { message } = error as Error;
    const text = this.kind.saysWhatFailed ? `${doing}: ${message}` : message;
    return new ReleaseStorageError(codeOf(error), text, { cause: error });
  }
}

/** Changes with each write of the object. */
function markOf({ metadata }: StorageObject): string {
  return `${metadata.uid}/${metadata.resourceVersion}`;
}

function codeOf(error: unknown) {
  if (error instanceof ReleaseStorageError) {
    return error.code;
  }
  return isNotFound(error) ? 'not-found' : 'rejected';
}

function notFound(cause?: unknown): ReleaseStorageError {
  return new ReleaseStorageError('not-found', 'release: not found', { cause });
}
