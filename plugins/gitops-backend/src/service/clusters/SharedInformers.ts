import {
  Informer,
  type KubeClient,
  type KubeObject,
  type Logger,
  type UnstructuredObject,
} from '@backstage-gitops/kube';

/** Which objects to keep a copy of. */
export interface InformerScope {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: all namespaces, or a kind without namespaces. */
  readonly namespace?: string;
  readonly fieldSelector?: string;
}

/** The right to read from an informer until it is released. */
export interface InformerLease {
  readonly informer: Informer<UnstructuredObject>;
  release(): void;
}

export interface SharedInformersOptions {
  readonly client: KubeClient;
  readonly logger: Logger;
  /** Milliseconds that an unused informer stays open; default 30 000. */
  readonly lingerMs?: number;
}

interface Shared {
  readonly informer: Informer<UnstructuredObject>;
  readonly stop: AbortController;
  users: number;
  linger?: NodeJS.Timeout;
}

const LINGER_MS = 30_000;

/** Kinds whose health needs no field beyond metadata: their content stays in the cluster. */
const METADATA_ONLY = new Set(['Secret', 'ConfigMap']);

/**
 * Informers that are opened when somebody looks and closed when nobody has
 * looked for a while; two who look at the same share one.
 */
export class SharedInformers {
  readonly #shared = new Map<string, Shared>();

  constructor(private readonly options: SharedInformersOptions) {}

  /**
   * Opens an informer, or joins the open one.
   * @param onChange - called after each change of its content
   */
  acquire(scope: InformerScope, onChange: () => void): InformerLease {
    const key = JSON.stringify([
      scope.apiVersion,
      scope.kind,
      scope.namespace ?? '',
      scope.fieldSelector ?? '',
    ]);
    const shared = this.#shared.get(key) ?? this.#open(key, scope);
    shared.users += 1;
    clearTimeout(shared.linger);
    const removeHandler = shared.informer.addHandler({
      onAdd: onChange,
      onUpdate: onChange,
      onDelete: onChange,
    });
    let isReleased = false;
    return {
      informer: shared.informer,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        removeHandler();
        this.#leave(key, shared);
      },
    };
  }

  /** Closes all informers. */
  close(): void {
    for (const key of [...this.#shared.keys()]) this.#shut(key);
  }

  #open(key: string, scope: InformerScope): Shared {
    const { client, logger } = this.options;
    const shared: Shared = {
      informer: new Informer<UnstructuredObject>({
        client,
        logger,
        type: { apiVersion: scope.apiVersion, kind: scope.kind },
        namespace: scope.namespace,
        fieldSelector: scope.fieldSelector,
        metadataOnly:
          scope.apiVersion === 'v1' && METADATA_ONLY.has(scope.kind),
        transform: dropManagedFields,
      }),
      stop: new AbortController(),
      users: 0,
    };
    this.#shared.set(key, shared);
    void shared.informer.run(shared.stop.signal);
    return shared;
  }

  #leave(key: string, shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0 || this.#shared.get(key) !== shared) return;
    shared.linger = setTimeout(
      () => this.#shut(key),
      this.options.lingerMs ?? LINGER_MS,
    );
    shared.linger.unref();
  }

  #shut(key: string): void {
    const shared = this.#shared.get(key);
    if (!shared) return;
    clearTimeout(shared.linger);
    shared.stop.abort();
    this.#shared.delete(key);
  }
}

/** Leaves out the largest part of an object, which nothing here reads. */
export function dropManagedFields<T extends KubeObject>(object: T): T {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
