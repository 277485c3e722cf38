import { Clock, sleep } from '../api/clock';
import { NoMatchError } from '../api/errors';
import { ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
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
  /** Judges a live object; default kstatus. */
  readonly evaluate?: (object: UnstructuredObject) => HealthResult;
  /** Objects whose absence is fine, such as finished Jobs with a TTL. */
  readonly mayBeAbsent?: (ref: ObjectRef) => boolean;
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
    unsubscribe?.();
  }
}

class HealthWait {
  readonly #verdicts = new Map<ObjectRef, HealthResult>();
  readonly #byId: ReadonlyMap<string, ObjectRef>;
  readonly #changes: ForeignChanges | undefined;
  #pending: readonly ObjectRef[];
  /** To be looked at although they may have been healthy before. */
  #nudged = new Set<ObjectRef>();
  #wake = new AbortController();

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

  async run(): Promise<void> {
    const { clock, pollMs = 5_000, timeoutMs } = this.options;
    const end = clock.now() + timeoutMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pollMs, pause * 2)) {
      await this.#look(this.#pending);
      const nextPoll = Math.min(end, clock.now() + pause);
      while (this.#requirePending() && clock.now() < nextPoll) {
        await this.#sleep(nextPoll - clock.now());
        if (this.#nudged.size > 0) await this.#look([]);
      }
      if (this.#pending.length === 0) return;
      if (clock.now() >= end) {
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
      this.#verdicts.set(ref, await look(ref, this.options, this.#changes));
    });
    this.#pending = this.options.refs.filter(
      ref => this.#verdicts.get(ref)?.status !== 'Current',
    );
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
    signal.throwIfAborted();
    if (canceled?.aborted) {
      throw new HealthError('canceled', 'the health check was cancelled');
    }
  }
}

async function look(
  ref: ObjectRef,
  options: WaitOptions,
  changes: ForeignChanges | undefined,
): Promise<HealthResult> {
  const { client, clock, signal } = options;
  let object: UnstructuredObject | undefined;
  try {
    object = await client.find<UnstructuredObject>(ref, ref, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NoMatchError) return { status: 'NotFound' };
    return { status: 'Unknown', detail: textOf(error) };
  }
  const mayBeAbsent = !object && options.mayBeAbsent?.(ref);
  if (!mayBeAbsent && changes?.has(ref, object)) {
    const what = object ? 'changed' : 'deleted';
    throw new HealthError('changed', `${subjectOf(ref)} was ${what}`, ref);
  }
  if (!object) return { status: mayBeAbsent ? 'Current' : 'NotFound' };
  return options.evaluate
    ? options.evaluate(object)
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
