import { equalJson, refOf, systemClock } from '@backstage-gitops/kube';
import type {
  Clock,
  Informer,
  InformerHandle,
  KubeObject,
  ObjectRef,
  SharedInformers,
} from '@backstage-gitops/kube';

/** Time for a write of ours to be recorded before its watch event is compared. */
const SETTLE_MS = 1_000;
/** Pause after a drift of the same object, doubled each time up to an hour. */
const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 3_600_000;
/** An object without drift for this long starts anew. */
const CALM_MS = 600_000;
/** Objects whose drifts are counted; the longest ago is dropped first. */
const MAX_SERIES = 10_000;

/** Labels with which the applier of an object names itself. */
interface OwnerLabels {
  readonly name: string;
  readonly namespace: string;
}

interface DriftWatcherOptions {
  readonly informers: SharedInformers;
  readonly labels: OwnerLabels;
  /** Starts the run of the applier, given as `namespace/name`. */
  readonly enqueue: (key: string) => void;
  /** Told at once of every change, a new status included. */
  readonly onChange?: (owner: string, ref: ObjectRef) => void;
  /** True when the applier's inventory lists the object. */
  readonly isListed: (owner: string, ref: ObjectRef) => boolean;
  /** True when this version of the object is the one that was applied. */
  readonly isKnown: (
    owner: string,
    ref: ObjectRef,
    live: KubeObject,
  ) => boolean;
  readonly clock?: Clock;
}

/** Drifts of one object in close succession. */
interface DriftSeries {
  count: number;
  lastAt: number;
}

/** Key of the applier that an object belongs to, by its labels. */
function ownerOf(object: KubeObject, names: OwnerLabels): string | undefined {
  const { labels = {} } = object.metadata;
  const namespace = labels[names.namespace];
  const name = labels[names.name];
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
 * Watches the metadata of applied objects and starts their applier when
 * somebody else changed or deleted one. Repeated drift of one object is answered
 * ever more slowly, so that two controllers that disagree do no harm.
 */
export class DriftWatcher {
  readonly #handles = new Map<string, InformerHandle<KubeObject>>();
  readonly #series = new Map<string, DriftSeries>();
  readonly #clock: Clock;
  #isRunning = false;

  constructor(private readonly options: DriftWatcherOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  /** Allows watches; the returned function ends all of them. */
  start(): () => void {
    this.#isRunning = true;
    return () => {
      this.#isRunning = false;
      for (const { release } of this.#handles.values()) release();
      this.#handles.clear();
    };
  }

  /** Makes sure that the kinds of these objects are watched. */
  watch(refs: readonly ObjectRef[]): void {
    for (const { apiVersion, kind } of refs) {
      const key = `${apiVersion}/${kind}`;
      if (this.#handles.has(key) || !this.#isRunning) continue;
      this.#handles.set(key, this.#open(apiVersion, kind));
    }
  }

  /** The metadata of an object, where its kind is watched and the object is there. */
  seen(ref: ObjectRef): KubeObject | undefined {
    const handle = this.#handles.get(`${ref.apiVersion}/${ref.kind}`);
    return handle?.informer.hasSynced ? handle.informer.get(ref) : undefined;
  }

  #open(apiVersion: string, kind: string): InformerHandle<KubeObject> {
    const { informers, labels } = this.options;
    const handle = informers.acquire<KubeObject>({
      apiVersion,
      kind,
      labelSelector: labels.name,
      metadataOnly: true,
    });
    const { informer, release } = handle;
    const removeHandler = informer.addHandler({
      onUpdate: (object, old) => {
        this.#tell(object, ownerOf(old, labels));
        if (!isStatusOnly(object, old)) {
          this.#check(informer, object, ownerOf(old, labels));
        }
      },
      onDelete: object => {
        this.#tell(object, ownerOf(object, labels));
        this.#check(informer, object, ownerOf(object, labels));
      },
    });
    return {
      informer,
      release: () => {
        removeHandler();
        release();
      },
    };
  }

  #tell(object: KubeObject, owner: string | undefined): void {
    if (owner) this.options.onChange?.(owner, refOf(object));
  }

  /** Starts the owner's run if the object has drifted and still has once it settled. */
  #check(
    informer: Informer<KubeObject>,
    object: KubeObject,
    owner: string | undefined,
  ): void {
    if (!owner) return;
    const ref = refOf(object);
    this.#clock.after(SETTLE_MS, () => {
      if (!this.#isRunning || !this.options.isListed(owner, ref)) return;
      // The state of now counts: a run of ours may have reverted the drift.
      const live = informer.get(ref);
      if (live && this.options.isKnown(owner, ref, live)) return;
      this.#clock.after(this.#pauseFor(ref), () => this.options.enqueue(owner));
    });
  }

  #pauseFor(ref: ObjectRef): number {
    const key = JSON.stringify(ref);
    const now = this.#clock.steady();
    const before = this.#series.get(key);
    const isCalm = !before || now - before.lastAt > CALM_MS;
    const count = isCalm ? 0 : before.count + 1;
    this.#series.delete(key);
    this.#series.set(key, { count, lastAt: now });
    if (this.#series.size > MAX_SERIES) {
      const [oldest] = this.#series.keys();
      this.#series.delete(oldest);
    }
    if (count < 3) return 0;
    return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 3));
  }
}
