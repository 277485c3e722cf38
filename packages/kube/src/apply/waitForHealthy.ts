import { Clock, sleep } from '../api/clock';
import { NoMatchError } from '../api/errors';
import { ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { isOlder } from '../manager/changes';
import { computeStatus, KStatus } from '../status/kstatus';
import { subjectOf } from './changeSet';
import { textOf } from './errors';
import { AppliedSet, ForeignChanges } from './ForeignChanges';
import { forEachLimited } from './forEachLimited';
import { toInventoryId } from './inventory';

/** Result of judging one object; `detail` explains an Unknown. */
export interface HealthResult {
  readonly status: KStatus;
  readonly detail?: string;
}

export interface WaitOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly refs: readonly ObjectRef[];
  /** Milliseconds; 0 checks once. */
  readonly timeoutMs: number;
  /** Longest pause between two looks; default 5,000. */
  readonly pollMs?: number;
  readonly signal: AbortSignal;
  /** Ends at the first failed object; default true. */
  readonly failFast?: boolean;
  /** Ends the wait with code `canceled`, also between two looks. */
  readonly canceled?: AbortSignal;
  /**
   * What was just applied: the wait ends with code `changed` when one of its
   * objects is gone, or somebody else changes a field of the manager's.
   */
  readonly applied?: AppliedSet;
  /**
   * Subscribes to changes of objects, which are then looked at without waiting
   * for the next poll; the returned function ends that.
   */
  readonly subscribe?: (look: (ref: ObjectRef) => void) => () => void;
  /** An object that was applied just now: it is judged without being read. */
  readonly known?: (ref: ObjectRef) => UnstructuredObject | undefined;
  /**
   * Follows an object that was read and is not healthy: its changes are judged
   * as they come. Where all that is left is followed, it is read every `pollMs`.
   */
  readonly follow?: (
    live: UnstructuredObject,
    follower: HealthFollower,
  ) => HealthFollowing;
  /** Judges a live object; default kstatus. */
  readonly evaluate?: (object: UnstructuredObject) => HealthResult;
  /** Objects whose absence is fine, such as finished Jobs with a TTL. */
  readonly mayBeAbsent?: (ref: ObjectRef) => boolean;
}

/** Hears of what becomes of one object that is waited for. */
export interface HealthFollower {
  /** The object after a change; undefined: it is gone. */
  changed(object: UnstructuredObject | undefined): void;
  /** Something may have been missed: the object is to be read. */
  missed(): void;
}

/** Ends what a {@link HealthFollower} hears. */
export interface HealthFollowing {
  /** False: nothing is heard (any more), the object has to be read. */
  readonly isLive: boolean;
  stop(): void;
}

/** Why objects are not healthy; `code` is how the wait ended. */
export class HealthError extends Error {
  override readonly name = 'HealthError';
  constructor(
    readonly code: 'timeout' | 'failed' | 'canceled' | 'changed',
    message: string,
    /** The object that was changed. */
    readonly ref?: ObjectRef,
  ) {
    super(message);
  }
}

const FIRST_PAUSE_MS = 250;
const LOOKS_AT_ONCE = 8;

/**
 * Waits until every object in `refs` is healthy. Looks at once, then at growing
 * intervals.
 * @throws HealthError - code `failed`: an object has failed; `timeout`: too
 *   late; `canceled`, `changed`: see the options
 */
export async function waitForHealthy(options: WaitOptions): Promise<void> {
  const wait = new HealthWait(options);
  const unsubscribe = options.subscribe?.(ref => wait.nudge(ref));
  try {
    await wait.run();
  } finally {
    wait.stop();
    unsubscribe?.();
  }
}

class HealthWait {
  readonly #verdicts = new Map<ObjectRef, HealthResult>();
  readonly #byId: ReadonlyMap<string, ObjectRef>;
  readonly #changes: ForeignChanges | undefined;
  readonly #seen = new Map<ObjectRef, UnstructuredObject>();
  readonly #followings = new Map<ObjectRef, HealthFollowing>();
  #pending: readonly ObjectRef[];
  /** To be looked at although they may have been healthy before. */
  #nudged = new Set<ObjectRef>();
  #wake = new AbortController();
  #isStopped = false;

  constructor(private readonly options: WaitOptions) {
    const { refs, applied } = options;
    this.#pending = refs;
    this.#byId = new Map(refs.map(ref => [toInventoryId(ref), ref]));
    this.#changes = applied && new ForeignChanges(applied);
  }

  /** Looks at an object now, if it is waited for. */
  nudge(ref: ObjectRef): void {
    const known = this.#byId.get(toInventoryId(ref));
    if (!known) return;
    this.#nudged.add(known);
    this.#wake.abort();
  }

  /** Follows nothing any more. */
  stop(): void {
    this.#isStopped = true;
    for (const following of this.#followings.values()) following.stop();
  }

  async run(): Promise<void> {
    const { clock, pollMs = 5_000, timeoutMs } = this.options;
    const end = clock.steady() + timeoutMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pollMs, pause * 2)) {
      await this.#look(this.#pending);
      const wait = this.#isFollowed() ? pollMs : pause;
      const nextPoll = Math.min(end, clock.steady() + wait);
      while (this.#requirePending() && clock.steady() < nextPoll) {
        await this.#sleep(nextPoll - clock.steady());
        if (this.#nudged.size > 0) await this.#look([]);
      }
      if (this.#pending.length === 0) return;
      if (clock.steady() >= end) {
        const what = format(this.#pending, this.#verdicts);
        throw new HealthError('timeout', `timeout waiting for: ${what}`);
      }
    }
  }

  /** Looks at these objects and at those that have changed. */
  async #look(refs: readonly ObjectRef[]): Promise<void> {
    const all = new Set([...refs, ...this.#nudged]);
    this.#nudged = new Set();
    this.#wake = new AbortController();
    await forEachLimited([...all], LOOKS_AT_ONCE, async ref => {
      const known = this.#verdicts.has(ref)
        ? undefined
        : this.options.known?.(ref);
      const reading = known
        ? { live: known, result: judge(known, this.options) }
        : await look(ref, this.options, this.#changes);
      this.#take(ref, reading);
    });
    this.#updatePending();
  }

  /** Takes over what an object is now, unless a later state of it is known. */
  #take(ref: ObjectRef, { live, result }: Reading): void {
    const seen = this.#seen.get(ref);
    const isLate =
      live?.metadata.uid === seen?.metadata.uid &&
      live !== undefined &&
      seen !== undefined &&
      isOlder(live, seen);
    if (isLate) return;
    this.#verdicts.set(ref, result);
    if (!live) return;
    this.#seen.set(ref, live);
    if (result.status !== 'Current') this.#follow(ref, live);
  }

  #follow(ref: ObjectRef, live: UnstructuredObject): void {
    const { follow } = this.options;
    if (!follow || this.#isStopped || this.#followings.has(ref)) return;
    const following = follow(live, {
      changed: object => this.#takeChange(ref, object),
      missed: () => this.nudge(ref),
    });
    this.#followings.set(ref, following);
  }

  #takeChange(ref: ObjectRef, object: UnstructuredObject | undefined): void {
    try {
      this.#take(ref, this.#reading(ref, object));
      this.#updatePending();
      this.#wake.abort();
    } catch {
      // What can't be judged ends the wait, which looks itself.
      this.nudge(ref);
    }
  }

  #reading(ref: ObjectRef, live: UnstructuredObject | undefined): Reading {
    const result = live ? judge(live, this.options) : absent(ref, this.options);
    return { live, result };
  }

  #updatePending(): void {
    this.#pending = this.options.refs.filter(
      ref => this.#verdicts.get(ref)?.status !== 'Current',
    );
  }

  /** True where each change of what is left is heard of. */
  #isFollowed(): boolean {
    return this.#pending.every(ref => this.#followings.get(ref)?.isLive);
  }

  /** False when everything is healthy. @throws HealthError - code `failed` */
  #requirePending(): boolean {
    this.#throwIfFailed();
    return this.#pending.length > 0;
  }

  #throwIfFailed(): void {
    const failed = this.#pending.filter(
      ref => this.#verdicts.get(ref)?.status === 'Failed',
    );
    if (failed.length === 0) return;
    const isHopeless = failed.length === this.#pending.length;
    if (!isHopeless && !(this.options.failFast ?? true)) return;
    const what = format(failed, this.#verdicts);
    throw new HealthError(
      'failed',
      `failed early due to stalled resources: ${what}`,
    );
  }

  /** Ends early when the wait is cancelled or an object is to be looked at. */
  async #sleep(ms: number): Promise<void> {
    const { canceled, clock, signal } = this.options;
    const signals = [
      signal,
      this.#wake.signal,
      ...(canceled ? [canceled] : []),
    ];
    await sleep(clock, ms, AbortSignal.any(signals)).catch(() => undefined);
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    signal.throwIfAborted();
    if (canceled?.aborted) {
      throw new HealthError('canceled', 'the health check was cancelled');
    }
  }
}

/** An object as it was read, and what is to be thought of it. */
interface Reading {
  readonly live: UnstructuredObject | undefined;
  readonly result: HealthResult;
}

async function look(
  ref: ObjectRef,
  options: WaitOptions,
  changes: ForeignChanges | undefined,
): Promise<Reading> {
  const { client, signal } = options;
  let object: UnstructuredObject | undefined;
  try {
    object = await client.find<UnstructuredObject>(ref, ref, { signal });
  } catch (error) {
    signal.throwIfAborted();
    const live = undefined;
    if (error instanceof NoMatchError) {
      return { live, result: { status: 'NotFound' } };
    }
    return { live, result: { status: 'Unknown', detail: textOf(error) } };
  }
  const mayBeAbsent = !object && options.mayBeAbsent?.(ref);
  if (!mayBeAbsent && changes?.has(ref, object)) {
    const what = object ? 'changed' : 'deleted';
    throw new HealthError('changed', `${subjectOf(ref)} was ${what}`, ref);
  }
  const result = object ? judge(object, options) : absent(ref, options);
  return { live: object, result };
}

function absent(ref: ObjectRef, { mayBeAbsent }: WaitOptions): HealthResult {
  return { status: mayBeAbsent?.(ref) ? 'Current' : 'NotFound' };
}

function judge(
  object: UnstructuredObject,
  { clock, evaluate }: WaitOptions,
): HealthResult {
  return evaluate
    ? evaluate(object)
    : { status: computeStatus(object, clock.now()).status };
}

function format(
  refs: readonly ObjectRef[],
  verdicts: ReadonlyMap<ObjectRef, HealthResult>,
): string {
  const texts = [...refs]
    .sort((a, b) => (toInventoryId(a) < toInventoryId(b) ? -1 : 1))
    .map(ref => {
      const verdict = verdicts.get(ref);
      const detail = verdict?.detail ? `: ${verdict.detail}` : '';
      return `${subjectOf(ref)} status: '${
        verdict?.status ?? 'Unknown'
      }'${detail}`;
    });
  return `[${texts.join(', ')}]`;
}
