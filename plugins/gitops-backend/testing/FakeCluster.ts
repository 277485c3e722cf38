import { EventEmitter, once } from 'node:events';
import {
  ApiError,
  SharedInformers,
  type KubeClient,
  type KubeObject,
  type ListOptions,
  type ObjectKey,
  type TypeMeta,
  type UnstructuredObject,
  type WatchEvent,
  type WatchOptions,
} from '@backstage-gitops/kube';
import type { PortalCluster, PortalClusters } from '../src/graph/clusters';

type Listener = (event: WatchEvent<KubeObject>) => void;
type Scope = Pick<ListOptions, 'namespace' | 'labelSelector'>;

/**
 * A cluster in memory for tests that need hundreds of objects or failures at
 * will: lists, watches, get and merge patch.
 */
export class FakeCluster {
  readonly informers: SharedInformers;
  readonly patches: unknown[] = [];
  readonly #objects = new Map<string, KubeObject>();
  readonly #listeners = new Map<Listener, TypeMeta & Scope>();
  readonly #failures = new Map<string, Error | 'hangs'>();
  #version = 1;
  #writeFailure?: Error | 'hangs';

  constructor(readonly name = 'demo') {
    this.informers = new SharedInformers({ client: this.client, lingerMs: 0 });
  }

  /** Number of open watches. */
  get watches(): number {
    return this.#listeners.size;
  }

  get cluster(): PortalCluster {
    const { client, informers, name } = this;
    return { name, connection: { client, informers } };
  }

  get client(): KubeClient {
    const client = {
      with: () => client,
      get: async (type: TypeMeta, key: ObjectKey) => this.#find(type, key),
      listAll: (type: TypeMeta, scope: Scope) => this.#list(type, scope),
      watch: (type: TypeMeta, options: WatchOptions) =>
        this.#watch(type, options),
      patch: async (type: TypeMeta, key: ObjectKey, patch: KubeObject) => {
        if (this.#writeFailure === 'hangs') await new Promise(() => {});
        if (this.#writeFailure instanceof Error) throw this.#writeFailure;
        return this.#patch(type, key, patch);
      },
    };
    return client as unknown as KubeClient;
  }

  /** From now on, lists of a kind fail, or never end. */
  fail(kind: string, failure: Error | 'hangs'): void {
    this.#failures.set(kind, failure);
  }

  /** From now on, no write ends. */
  hangWrites(): void {
    this.#writeFailure = 'hangs';
  }

  /** From now on, each write fails. */
  refuseWrites(failure: Error): void {
    this.#writeFailure = failure;
  }

  /** Creates or replaces an object. */
  put<T extends KubeObject>(object: T): T {
    const key = keyOf(object, object.metadata);
    const type = this.#objects.has(key) ? 'MODIFIED' : 'ADDED';
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const stored = {
      ...object,
      metadata: { generation: 1, ...object.metadata, resourceVersion },
    };
    this.#objects.set(key, stored);
    this.#send({ type, object: stored });
    return stored;
  }

  remove(object: KubeObject): void {
    this.#objects.delete(keyOf(object, object.metadata));
    this.#send({ type: 'DELETED', object });
  }

  get(type: TypeMeta, key: ObjectKey): UnstructuredObject {
    return this.#find(type, key) as UnstructuredObject;
  }

  #find(type: TypeMeta, key: ObjectKey): KubeObject {
    const object = this.#objects.get(keyOf(type, key));
    if (!object) throw new ApiError(404, 'NotFound', 'not found');
    return object;
  }

  #patch(type: TypeMeta, key: ObjectKey, patch: KubeObject): KubeObject {
    const object = this.#find(type, key);
    const { resourceVersion } = patch.metadata;
    if (
      resourceVersion &&
      resourceVersion !== object.metadata.resourceVersion
    ) {
      throw new ApiError(409, 'Conflict', 'changed meanwhile');
    }
    this.patches.push(patch);
    const merged = merge(object, patch) as UnstructuredObject;
    const isNewSpec =
      JSON.stringify(merged.spec) !==
      JSON.stringify((object as UnstructuredObject).spec);
    const generation = (object.metadata.generation ?? 0) + Number(isNewSpec);
    return this.put({
      ...merged,
      metadata: { ...merged.metadata, generation },
    });
  }

  async #list(type: TypeMeta, scope: Scope) {
    const failure = this.#failures.get(type.kind);
    if (failure === 'hangs') await new Promise(() => {});
    if (failure instanceof Error) throw failure;
    const items = [...this.#objects.values()].filter(object =>
      isIn({ ...type, ...scope }, object),
    );
    return { metadata: { resourceVersion: String(this.#version) }, items };
  }

  async *#watch(type: TypeMeta, { signal, ...scope }: WatchOptions) {
    const queue: WatchEvent<KubeObject>[] = [];
    const wake = new EventEmitter();
    const listener: Listener = event => {
      queue.push(event);
      wake.emit('event');
    };
    this.#listeners.set(listener, { ...type, ...scope });
    try {
      while (!signal?.aborted) {
        const event = queue.shift();
        if (event) yield event;
        else await once(wake, 'event', { signal });
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  #send(event: WatchEvent<KubeObject>): void {
    for (const [listener, scope] of this.#listeners) {
      if (isIn(scope, event.object)) listener(event);
    }
  }
}

/** A registry of fake clusters. */
export function registryOf(...clusters: PortalCluster[]): PortalClusters & {
  set(...clusters: PortalCluster[]): void;
} {
  let current = clusters;
  const listeners = new Set<() => void>();
  return {
    list: () => current,
    onChange: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (...next) => {
      current = next;
      listeners.forEach(listener => listener());
    },
  };
}

/** Lets everything that is due happen. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

function keyOf({ kind }: TypeMeta, key: Partial<ObjectKey>): string {
  return `${kind}/${key.namespace ?? ''}/${key.name}`;
}

function isIn(
  { kind, namespace, labelSelector }: TypeMeta & Scope,
  { kind: objectKind, metadata }: KubeObject,
): boolean {
  return (
    kind === objectKind &&
    (namespace === undefined || namespace === metadata.namespace) &&
    (labelSelector === undefined || labelSelector in (metadata.labels ?? {}))
  );
}

function merge(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) {
    return patch;
  }
  const merged: Record<string, unknown> = { ...(target as object) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = merge(merged[name], value);
  }
  return merged;
}
