import type {
  Clock,
  InformerHandle,
  InformerProblem,
  InformerScope,
  KubeObject,
  SharedInformers,
} from '@backstage-gitops/kube';

/** How long a failure may last before what is shown counts as old. */
const TOLERANCE_MS = 2_000;

export interface KindInformerOptions<T> {
  readonly informers: SharedInformers;
  readonly scope: InformerScope;
  readonly indexers: Readonly<Record<string, (object: T) => string[]>>;
  readonly clock: Clock;
  /** Called after a change of an object; `old` or `object` is absent at its begin and end. */
  readonly onObject: (object?: T, old?: T) => void;
  /** Called when {@link KindInformer.problem} or the first list has changed. */
  readonly onStatus: () => void;
}

/**
 * A share in the informer of one kind, with a problem that does not flicker: a
 * watch that fails and continues within two seconds is none.
 */
export class KindInformer<T extends KubeObject> {
  readonly #handle: InformerHandle<T>;
  #problem?: InformerProblem;
  #problemSince?: number;
  #cancelDelay?: () => void;
  #isClosed = false;

  constructor(private readonly options: KindInformerOptions<T>) {
    const { informers, scope, indexers, onObject } = options;
    this.#handle = informers.acquire<T>(scope, {
      onAdd: object => onObject(object),
      onUpdate: (object, old) => onObject(object, old),
      onDelete: old => onObject(undefined, old),
      onProblem: problem => this.#takeProblem(problem),
    });
    for (const [name, indexer] of Object.entries(indexers)) {
      this.#handle.informer.addIndexer(name, indexer);
    }
    this.#takeProblem(this.#handle.informer.problem);
    void this.#handle.informer.waitUntilSettled().then(() => {
      if (!this.#isClosed) options.onStatus();
    });
  }

  get scope(): InformerScope {
    return this.options.scope;
  }

  get hasSynced(): boolean {
    return this.#handle.informer.hasSynced;
  }

  /** Why objects are missing or old, once that has lasted for two seconds. */
  get problem(): InformerProblem | undefined {
    return this.hasSynced ? this.#problem : this.#handle.informer.problem;
  }

  /** Since when {@link problem} is there, in milliseconds. */
  get problemSince(): number | undefined {
    return this.problem && this.#problemSince;
  }

  /** True when its objects are those of the cluster. */
  get isFresh(): boolean {
    return this.hasSynced && !this.problem;
  }

  get(namespace: string, name: string): T | undefined {
    return this.#handle.informer.get({ namespace, name });
  }

  list(): readonly T[] {
    return this.#handle.informer.store.list();
  }

  /** Objects for which the indexer `index` gives `value`. */
  byIndex(index: string, value: string): readonly T[] {
    return this.#handle.informer.store.byIndex(index, value);
  }

  waitUntilSettled(): Promise<void> {
    return this.#handle.informer.waitUntilSettled();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelDelay?.();
    this.#handle.release();
  }

  #takeProblem(problem: InformerProblem | undefined): void {
    this.#cancelDelay?.();
    this.#cancelDelay = undefined;
    if (!problem) {
      this.#problemSince = undefined;
      this.#setProblem(undefined);
      return;
    }
    const { clock } = this.options;
    this.#problemSince ??= clock.now();
    const leftMs = this.#problemSince + TOLERANCE_MS - clock.now();
    if (this.#problem || leftMs <= 0) this.#setProblem(problem);
    else {
      this.#cancelDelay = clock.after(leftMs, () => this.#setProblem(problem));
    }
  }

  #setProblem(problem: InformerProblem | undefined): void {
    if (this.#problem === problem) return;
    this.#problem = problem;
    this.options.onStatus();
  }
}
