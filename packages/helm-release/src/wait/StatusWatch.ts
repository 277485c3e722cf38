import {
  Informer,
  refOf,
  systemClock,
  type Clock,
  type InformerProblem,
  type KubeClient,
  type KubeObject,
  type KStatus,
  type StatusResult,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { ReadStatus } from './readStatus';
import { WaitError, type UnreadyObject } from './WaitError';

/** What is watched, and until when. */
interface StatusWatchOptions {
  readonly client: KubeClient;
  readonly objects: readonly KubeObject[];
  readonly readStatus: ReadStatus;
  /** Whether an object with this status is waited for no longer. */
  readonly isReached: (status: KStatus) => boolean;
  /**
   * True where nothing is reached before every object that exists was seen:
   * for Unknown, which is absent then.
   */
  readonly needsSync?: boolean;
  /** Milliseconds; undefined: no limit. */
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** How a watch ended, and what was seen last. */
export interface StatusWatchResult {
  readonly end: 'reached' | 'timeout' | 'canceled';
  readonly statuses: readonly UnreadyObject[];
}

/** A Pod that cannot be scheduled is judged again after this long, as by kstatus. */
const SCHEDULE_WINDOW_MS = 15_000;
/** Kinds whose content says nothing of their status. */
const WITHOUT_STATUS = new Set(['v1 Secret', 'v1 ConfigMap']);

/** Objects of one kind in one namespace. */
interface Scope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly names: Set<string>;
}

/**
 * Watches objects until their statuses are reached, the time is over or the
 * signal aborts. An object that was never seen has the status Unknown, one that
 * went NotFound.
 * @throws WaitError - code `failed`: the identity may not list or watch a kind
 */
export function watchStatuses(
  options: StatusWatchOptions,
): Promise<StatusWatchResult> {
  return new StatusWatch(options).run();
}

class StatusWatch {
  readonly #statuses = new Map<string, UnreadyObject>();
  /** Objects that are waited for. */
  readonly #pending = new Set<string>();
  readonly #timers = new Map<string, () => void>();
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #unsynced = new Set<Scope>();
  #end: (end: StatusWatchResult['end']) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(private readonly options: StatusWatchOptions) {
    this.#clock = options.clock ?? systemClock;
    for (const object of options.objects) {
      const id = idOf(object);
      const status = { status: 'Unknown', message: '' } as const;
      this.#statuses.set(id, { ref: refOf(object), ...status });
      if (!options.isReached('Unknown')) this.#pending.add(id);
    }
  }

  async run(): Promise<StatusWatchResult> {
    const { signal, timeoutMs } = this.options;
    const ended = new Promise<StatusWatchResult['end']>((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    const cancel = () => this.#end('canceled');
    const cancelTimer =
      timeoutMs === undefined
        ? () => undefined
        : this.#clock.after(timeoutMs, () => this.#end('timeout'));
    signal.addEventListener('abort', cancel, { once: true });
    const running = signal.aborted ? [] : this.#start();
    if (signal.aborted) cancel();
    else this.#check();
    try {
      const end = await ended;
      return { end, statuses: [...this.#statuses.values()] };
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', cancel);
      this.#stop.abort();
      for (const cancelLook of this.#timers.values()) cancelLook();
      await Promise.all(running);
    }
  }

  /** One informer for each kind and namespace; none of them rejects. */
  #start(): Promise<void>[] {
    const scopes = toScopes(this.options.objects);
    this.#unsynced = new Set(scopes);
    return scopes.map(scope => {
      const { apiVersion, kind, namespace, names } = scope;
      const [name] = names;
      const informer = new Informer<UnstructuredObject>({
        client: this.options.client,
        clock: this.#clock,
        type: { apiVersion, kind },
        namespace,
        fieldSelector: names.size === 1 ? `metadata.name=${name}` : undefined,
        metadataOnly: WITHOUT_STATUS.has(`${apiVersion} ${kind}`),
      });
      informer.addHandler({
        onAdd: object => this.#take(object),
        onUpdate: object => this.#take(object),
        onDelete: object => this.#set(object, GONE),
        onProblem: problem => this.#onProblem(scope, problem),
      });
      informer.waitForSync(this.#stop.signal).then(
        () => this.#synced(scope),
        () => undefined,
      );
      return informer.run(this.#stop.signal);
    });
  }

  #take(object: UnstructuredObject): void {
    const id = idOf(object);
    if (!this.#statuses.has(id)) return;
    let result: StatusResult;
    try {
      result = this.options.readStatus(object);
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      const message = `failed to compute object status: ${id}: ${text}`;
      this.#fail(new WaitError('failed', message, [], { cause }));
      return;
    }
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    if (object.kind === 'Pod' && result.status === 'InProgress') {
      const again = () => this.#take(object);
      this.#timers.set(id, this.#clock.after(SCHEDULE_WINDOW_MS, again));
    }
    this.#set(object, result);
  }

  #set(object: UnstructuredObject, { status, message }: StatusResult): void {
    const id = idOf(object);
    const known = this.#statuses.get(id);
    if (!known) return;
    if (status === 'NotFound') {
      this.#timers.get(id)?.();
      this.#timers.delete(id);
    }
    this.#statuses.set(id, { ref: known.ref, status, message });
    if (this.options.isReached(status)) this.#pending.delete(id);
    else this.#pending.add(id);
    this.#check();
  }

  #synced(scope: Scope): void {
    this.#unsynced.delete(scope);
    this.#check();
  }

  #onProblem(scope: Scope, problem: InformerProblem | undefined): void {
    if (problem?.reason === 'kind-not-found') this.#synced(scope);
    if (problem?.reason !== 'forbidden') return;
    // client-go's words for a list that is refused
    const message = `failed to list *unstructured.Unstructured: ${problem.message}`;
    this.#fail(new WaitError('failed', message));
  }

  #check(): void {
    const isSynced = !this.options.needsSync || this.#unsynced.size === 0;
    if (isSynced && this.#pending.size === 0) this.#end('reached');
  }
}

const GONE: StatusResult = {
  status: 'NotFound',
  message: 'Resource not found',
};

function toScopes(objects: readonly KubeObject[]): Scope[] {
  const scopes = new Map<string, Scope>();
  for (const { apiVersion, kind, metadata } of objects) {
    const namespace = metadata.namespace || undefined;
    const key = `${apiVersion} ${kind} ${namespace ?? ''}`;
    const scope = scopes.get(key) ?? {
      apiVersion,
      kind,
      namespace,
      names: new Set<string>(),
    };
    scopes.set(key, scope);
    scope.names.add(metadata.name ?? '');
  }
  return [...scopes.values()];
}

function idOf({ apiVersion, kind, metadata }: KubeObject): string {
  const { namespace = '', name = '' } = metadata;
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}
