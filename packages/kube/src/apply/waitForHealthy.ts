import { Clock, sleep } from '../api/clock';
import { NoMatchError } from '../api/errors';
import { ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { computeStatus, KStatus } from '../status/kstatus';
import { subjectOf } from './changeSet';
import { textOf } from './errors';
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
  /** Asked between two looks; true ends the wait with code `canceled`. */
  readonly isCanceled?: () => boolean;
  /** Judges a live object; default kstatus. */
  readonly evaluate?: (object: UnstructuredObject) => HealthResult;
  /** Objects whose absence is fine, such as finished Jobs with a TTL. */
  readonly mayBeAbsent?: (ref: ObjectRef) => boolean;
}

/** Why objects are not healthy; `code` is how the wait ended. */
export class HealthError extends Error {
  override readonly name = 'HealthError';
  constructor(
    readonly code: 'timeout' | 'failed' | 'canceled',
    message: string,
  ) {
    super(message);
  }
}

const FIRST_PAUSE_MS = 250;
const LOOKS_AT_ONCE = 8;

/**
 * Waits until every object in `refs` is healthy. Looks at once, then at growing
 * intervals.
 * @throws HealthError - code `failed`: an object has failed; `timeout`: too late
 */
export async function waitForHealthy(options: WaitOptions): Promise<void> {
  const { clock, refs, signal } = options;
  const end = clock.now() + options.timeoutMs;
  const maxPause = options.pollMs ?? 5_000;
  const verdicts = new Map<ObjectRef, HealthResult>();
  let pending = [...refs];
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(maxPause, pause * 2)) {
    await forEachLimited(pending, LOOKS_AT_ONCE, async ref => {
      verdicts.set(ref, await look(ref, options));
    });
    pending = pending.filter(ref => verdicts.get(ref)?.status !== 'Current');
    if (pending.length === 0) return;
    const failed = pending.filter(
      ref => verdicts.get(ref)?.status === 'Failed',
    );
    const isHopeless = failed.length === pending.length;
    if (isHopeless || (failed.length > 0 && (options.failFast ?? true))) {
      throw new HealthError(
        'failed',
        `failed early due to stalled resources: ${format(failed, verdicts)}`,
      );
    }
    if (options.isCanceled?.()) {
      throw new HealthError('canceled', 'the health check was cancelled');
    }
    const left = end - clock.now();
    if (left <= 0) {
      throw new HealthError(
        'timeout',
        `timeout waiting for: ${format(pending, verdicts)}`,
      );
    }
    await sleep(clock, Math.min(pause, left), signal);
  }
}

async function look(
  ref: ObjectRef,
  options: WaitOptions,
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
  if (!object) {
    return { status: options.mayBeAbsent?.(ref) ? 'Current' : 'NotFound' };
  }
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
