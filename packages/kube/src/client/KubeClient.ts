import type { KubeConfig } from '@kubernetes/client-node';
import { Clock } from '../api/clock';
import { ApiError } from '../api/errors';
import {
  KubeList,
  KubeObject,
  ObjectKey,
  TypeMeta,
  WatchEvent,
} from '../api/types';
import { ApiServer, readFromApiServer } from './ApiServer';
import {
  ReadConnectionSettings,
  readFromKubeConfig,
} from './ConnectionSettings';
import {
  ApplyOptions,
  CallOptions,
  ClientIdentity,
  DeleteOptions,
  KubeClientOptions,
  ListOptions,
  PatchType,
  WatchOptions,
  WriteOptions,
} from './options';
import { APPLY, METADATA, METADATA_LIST, PATCH_TYPES } from './mediaTypes';
import { collectionPath, objectPath, toQuery } from './paths';
import { RestMapper } from './RestMapper';
import { TokenBucket } from './TokenBucket';
import { Impersonation, Transport, TransportRequest } from './Transport';
import { readWatchEvents } from './watchEvents';

const POD: TypeMeta = { apiVersion: 'v1', kind: 'Pod' };

/**
 * Client of one Kubernetes API server. Every call takes kind and name rather
 * than a path; discovery finds the path.
 *
 * All calls throw {@link ApiError} (the server said no), {@link ConnectionError}
 * (no answer) or {@link NoMatchError} (unknown kind).
 *
 * One file: a method for each verb of the API, over parts in files of their own.
 */
export class KubeClient {
  private constructor(
    private readonly transport: Transport,
    /** Discovery of this server, shared by all clients made from this one. */
    readonly mapper: RestMapper,
    private readonly options: KubeClientOptions,
    private readonly limiter: TokenBucket,
    private readonly impersonation?: Impersonation,
  ) {}

  /** Connects lazily to the current context of a kubeconfig. */
  static fromKubeConfig(
    kubeConfig: KubeConfig,
    options: KubeClientOptions = {},
  ): KubeClient {
    return KubeClient.#connect(readFromKubeConfig(kubeConfig), options);
  }

  /** Connects lazily to a server whose credentials are obtained per use. */
  static fromApiServer(
    server: ApiServer,
    options: KubeClientOptions = {},
  ): KubeClient {
    return KubeClient.#connect(readFromApiServer(server), options);
  }

  static #connect(
    readSettings: ReadConnectionSettings,
    options: KubeClientOptions,
  ): KubeClient {
    const transport = new Transport(readSettings, options);
    return new KubeClient(
      transport,
      new RestMapper(transport),
      options,
      createLimiter(transport.clock, options),
    );
  }

  /**
   * A client that acts as somebody else over the same connections, with a rate
   * limit of its own.
   */
  as(impersonation: Impersonation | undefined): KubeClient {
    return new KubeClient(
      this.transport,
      this.mapper,
      this.options,
      createLimiter(this.transport.clock, this.options),
      impersonation,
    );
  }

  /**
   * A client of the same connections and discovery, with a field manager, user
   * agent or metrics of its own. Its rate limit is its own too.
   */
  with(identity: ClientIdentity): KubeClient {
    const options = { ...this.options, ...identity };
    return new KubeClient(
      this.transport,
      this.mapper,
      options,
      createLimiter(this.transport.clock, options),
      this.impersonation,
    );
  }

  /** The same client with a rate limit of its own. */
  withOwnLimit(): KubeClient {
    return this.as(this.impersonation);
  }

  /** What is asked before each of its writes, for clients of other servers. */
  get beforeWrite(): (() => Promise<void>) | undefined {
    return this.options.beforeWrite;
  }

  /** The user that this client acts as, if any. */
  get impersonatedUser(): string | undefined {
    return this.impersonation?.user;
  }

  async get<T extends KubeObject>(
    type: TypeMeta,
    key: ObjectKey,
    options: CallOptions = {},
  ): Promise<T> {
    const resource = await this.mapper.find(type, options.signal);
    return this.#json<T>(type, {
      method: 'GET',
      path: objectPath(resource, key),
      accept: options.metadataOnly ? METADATA : undefined,
      ...pickCall(options),
    });
  }

  /** Like {@link get}, but undefined when the object does not exist. */
  async find<T extends KubeObject>(
    type: TypeMeta,
    key: ObjectKey,
    options: CallOptions = {},
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(type, key, options);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** One page of objects; items carry apiVersion and kind. */
  async list<T extends KubeObject>(
    type: TypeMeta,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    const resource = await this.mapper.find(type, options.signal);
    const list = await this.#json<KubeList<T>>(type, {
      method: 'GET',
      path: `${collectionPath(resource, options.namespace)}${toQuery({
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
        limit: options.limit,
        continue: options.continue,
        resourceVersion: options.resourceVersion,
        resourceVersionMatch: options.resourceVersionMatch,
      })}`,
      accept: options.metadataOnly ? METADATA_LIST : undefined,
      ...pickCall(options),
    });
    // The server leaves the type out of list items.
    const items = list.items ?? [];
    for (const item of items) {
      item.apiVersion = type.apiVersion;
      item.kind = type.kind;
    }
    return { metadata: list.metadata ?? {}, items };
  }

  /** All objects, page by page. */
  async listAll<T extends KubeObject>(
    type: TypeMeta,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    const items: T[] = [];
    let page = await this.list<T>(type, { limit: 500, ...options });
    items.push(...page.items);
    while (page.metadata.continue) {
      page = await this.list<T>(type, {
        limit: 500,
        ...options,
        resourceVersion: undefined,
        resourceVersionMatch: undefined,
        continue: page.metadata.continue,
      });
      for (const item of page.items) items.push(item);
    }
    return { metadata: page.metadata, items };
  }

  /**
   * Events from `resourceVersion` on, until the server ends the watch.
   * @throws ApiError - with status 410 when the version is too old
   */
  async *watch<T extends KubeObject>(
    type: TypeMeta,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent<T>> {
    const resource = await this.mapper.find(type, options.signal);
    const body = await this.#openWatch(type, {
      method: 'GET',
      path: `${collectionPath(resource, options.namespace)}${toQuery({
        watch: true,
        allowWatchBookmarks: options.allowBookmarks ?? true,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
        resourceVersion: options.resourceVersion,
        timeoutSeconds: options.timeoutSeconds,
        sendInitialEvents: options.sendInitialEvents,
        resourceVersionMatch: options.sendInitialEvents
          ? 'NotOlderThan'
          : undefined,
      })}`,
      accept: options.metadataOnly ? METADATA : undefined,
      signal: options.signal,
    });
    options.onOpen?.();
    for await (const event of readWatchEvents<T>(body)) {
      event.object.apiVersion = type.apiVersion;
      event.object.kind = type.kind;
      yield event;
    }
  }

  async create<T extends KubeObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const resource = await this.mapper.find(object, options.signal);
    const { namespace, name } = object.metadata;
    const path = options.subresource
      ? objectPath(resource, { namespace, name: name ?? '' })
      : collectionPath(resource, namespace);
    return this.#write<T>(object, options, {
      method: 'POST',
      path,
      body: object,
    });
  }

  /** Replaces an object; a resourceVersion in it guards against conflicts. */
  async update<T extends KubeObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const resource = await this.mapper.find(object, options.signal);
    const path = objectPath(resource, keyOf(object));
    return this.#write<T>(object, options, {
      method: 'PUT',
      path,
      body: object,
    });
  }

  async patch<T extends KubeObject>(
    type: TypeMeta,
    key: ObjectKey,
    patch: unknown,
    options: WriteOptions & { readonly patchType?: PatchType } = {},
  ): Promise<T> {
    const resource = await this.mapper.find(type, options.signal);
    return this.#write<T>(type, options, {
      method: 'PATCH',
      path: objectPath(resource, key),
      body: patch,
      contentType: PATCH_TYPES[options.patchType ?? 'merge'],
    });
  }

  /** Server-side apply. */
  async apply<T extends KubeObject>(
    object: KubeObject,
    options: ApplyOptions = {},
  ): Promise<T> {
    const resource = await this.mapper.find(object, options.signal);
    return this.#write<T>(object, options, {
      method: 'PATCH',
      path: objectPath(resource, keyOf(object)),
      body: object,
      contentType: APPLY,
      force: options.force ?? false,
    });
  }

  async delete(
    type: TypeMeta,
    key: ObjectKey,
    options: DeleteOptions = {},
  ): Promise<void> {
    const resource = await this.mapper.find(type, options.signal);
    const { uid, resourceVersion } = options;
    await this.#json<unknown>(type, {
      method: 'DELETE',
      path: objectPath(resource, key),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: options.propagationPolicy,
        gracePeriodSeconds: options.gracePeriodSeconds,
        dryRun: options.dryRun ? ['All'] : undefined,
        preconditions:
          uid || resourceVersion ? { uid, resourceVersion } : undefined,
      },
      ...pickCall(options),
    });
  }

  /** What a container has printed so far, in chunks as they arrive. */
  async *readLogs(
    pod: ObjectKey,
    options: CallOptions & { readonly container?: string } = {},
  ): AsyncGenerator<Uint8Array> {
    const { container, signal } = options;
    const resource = await this.mapper.find(POD, signal);
    const path = `${objectPath(resource, pod)}/log${toQuery({ container })}`;
    yield* await this.#openWatch(POD, {
      method: 'GET',
      path,
      accept: '*/*',
      signal,
    });
  }

  /** Any other request, such as `/version`, parsed as JSON. */
  async request<T>(request: TransportRequest): Promise<T> {
    return this.transport.json<T>({
      ...this.#caller(),
      limiter: this.limiter,
      ...request,
    });
  }

  /** Closes the connections of this client and of all made from it. */
  close(): Promise<void> {
    return this.transport.close();
  }

  /** Who sends a request, and who counts it. */
  #caller() {
    const { userAgent, onRequest, beforeWrite } = this.options;
    const impersonate = this.impersonation;
    return { impersonate, userAgent, onRequest, beforeWrite };
  }

  #write<T>(
    type: TypeMeta,
    options: WriteOptions,
    write: WriteRequest,
  ): Promise<T> {
    const { method, path, body, contentType, force } = write;
    const subresource = options.subresource ? `/${options.subresource}` : '';
    const query = toQuery({
      fieldManager: options.fieldManager ?? this.options.fieldManager,
      dryRun: options.dryRun ? 'All' : undefined,
      fieldValidation: options.fieldValidation,
      force,
    });
    return this.#json<T>(type, {
      method,
      path: `${path}${subresource}${query}`,
      body,
      contentType,
      ...pickCall(options),
    });
  }

  async #json<T>(type: TypeMeta, request: TransportRequest): Promise<T> {
    try {
      return await this.request<T>(request);
    } catch (error) {
      this.#forgetIfGone(type, error);
      throw error;
    }
  }

  async #openWatch(
    type: TypeMeta,
    request: TransportRequest,
  ): Promise<AsyncIterable<Uint8Array>> {
    try {
      return await this.transport.stream({
        ...this.#caller(),
        ...request,
      });
    } catch (error) {
      this.#forgetIfGone(type, error);
      throw error;
    }
  }

  /** A 404 without a name is about the path: the CRD went or changed scope. */
  #forgetIfGone(type: TypeMeta, error: unknown): void {
    const isGone =
      error instanceof ApiError && error.status === 404 && !error.details?.name;
    if (isGone) this.mapper.forget(type);
  }
}

/** What {@link KubeClient} sends to create, replace or patch an object. */
interface WriteRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  /** Path of the object or collection, without subresource. */
  readonly path: string;
  readonly body: unknown;
  readonly contentType?: string;
  /** Takes over fields of other appliers; only for server-side apply. */
  readonly force?: boolean;
}

function createLimiter(clock: Clock, options: KubeClientOptions): TokenBucket {
  return new TokenBucket(clock, options.qps ?? 50, options.burst ?? 300);
}

function pickCall(
  options: CallOptions,
): Pick<TransportRequest, 'signal' | 'timeoutMs'> {
  return { signal: options.signal, timeoutMs: options.timeoutMs };
}

function keyOf(object: KubeObject): ObjectKey {
  return {
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  };
}
