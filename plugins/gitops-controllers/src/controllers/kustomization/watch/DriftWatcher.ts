import {
  Clock,
  equalJson,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
  ObjectRef,
  refOf,
  systemClock,
} from '@backstage-gitops/kube';
import {
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
} from '@backstage-gitops/plugin-gitops-common';

/** Lets our own write be known before its event is judged. */
const SETTLE_MS = 1_000;
/** Pause after a drift of the same object, doubled each time up to an hour. */
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 3_600_000;
/** An object without drift for this long starts anew. */
const CALM_MS = 600_000;

export interface DriftWatcherOptions {
  readonly client: KubeClient;
  /** Starts the run of a Kustomization, given as `namespace/name`. */
  readonly enqueue: (key: string) => void;
  /** True when the Kustomization's inventory lists the object. */
  readonly isListed: (owner: string, ref: ObjectRef) => boolean;
  /** True when this version of the object is the one that was applied. */
  readonly isKnown: (
    owner: string,
    ref: ObjectRef,
    live: KubeObject,
  ) => boolean;
  readonly logger: Logger;
  readonly clock?: Clock;
}

interface Fight {
  count: number;
  last: number;
}

/** Key of the Kustomization that an object belongs to, by its labels. */
function ownerOf(object: KubeObject): string | undefined {
  const { labels = {} } = object.metadata;
  const namespace = labels[KUSTOMIZATION_NAMESPACE_LABEL];
  const name = labels[KUSTOMIZATION_NAME_LABEL];
  return namespace && name ? `${namespace}/${name}` : undefined;
}

/** True for a write that only touched the status. */
function isStatusOnly(object: KubeObject, old: KubeObject): boolean {
  const [a, b] = [object.metadata, old.metadata];
  return (
    a.uid === b.uid &&
    a.generation !== undefined &&
    a.generation === b.generation &&
    a.deletionTimestamp === b.deletionTimestamp &&
    equalJson(a.labels ?? {}, b.labels ?? {}) &&
    equalJson(a.annotations ?? {}, b.annotations ?? {})
  );
}

/**
 * Watches the metadata of applied objects and starts their Kustomization when
 * somebody else changed or deleted one. Repeated drift of one object is answered
 * ever more slowly, so that two controllers that disagree do no harm.
 */
export class DriftWatcher {
  readonly #informers = new Map<string, Informer<KubeObject>>();
  readonly #fights = new Map<string, Fight>();
  readonly #clock: Clock;
  #signal?: AbortSignal;

  constructor(private readonly options: DriftWatcherOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  /** Watches end when the signal aborts. */
  start(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /** Makes sure that the kinds of these objects are watched. */
  watch(refs: readonly ObjectRef[]): void {
    for (const { apiVersion, kind } of refs) {
      const key = `${apiVersion}/${kind}`;
      if (this.#informers.has(key) || !this.#signal) continue;
      this.#informers.set(key, this.#open(apiVersion, kind, this.#signal));
    }
  }

  #open(
    apiVersion: string,
    kind: string,
    signal: AbortSignal,
  ): Informer<KubeObject> {
    const informer = new Informer<KubeObject>({
      client: this.options.client,
      type: { apiVersion, kind },
      labelSelector: KUSTOMIZATION_NAME_LABEL,
      metadataOnly: true,
      clock: this.#clock,
      logger: this.options.logger,
      transform: object => {
        delete object.metadata.managedFields;
        return object;
      },
    });
    informer.addHandler({
      onUpdate: (object, old) => {
        if (!isStatusOnly(object, old)) {
          this.#suspect(informer, object, ownerOf(old));
        }
      },
      onDelete: object => this.#suspect(informer, object, ownerOf(object)),
    });
    void informer.run(signal);
    return informer;
  }

  #suspect(
    informer: Informer<KubeObject>,
    object: KubeObject,
    owner: string | undefined,
  ): void {
    if (!owner) return;
    const ref = refOf(object);
    this.#clock.after(SETTLE_MS, () => {
      if (this.#signal?.aborted || !this.options.isListed(owner, ref)) return;
      // Judged as it is by now: a run of ours may have put it right meanwhile.
      const live = informer.get(ref);
      if (live && this.options.isKnown(owner, ref, live)) return;
      this.#clock.after(this.#pauseFor(ref), () => this.options.enqueue(owner));
    });
  }

  #pauseFor(ref: ObjectRef): number {
    const key = JSON.stringify(ref);
    const now = this.#clock.now();
    const before = this.#fights.get(key);
    const isCalm = !before || now - before.last > CALM_MS;
    const count = isCalm ? 0 : before.count + 1;
    this.#fights.delete(key);
    this.#fights.set(key, { count, last: now });
    if (this.#fights.size > 10_000) {
      const [oldest] = this.#fights.keys();
      this.#fights.delete(oldest);
    }
    if (count < 3) return 0;
    return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 3));
  }
}
