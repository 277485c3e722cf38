import { FairQueue, systemClock } from '@backstage-gitops/kube';
import type { Clock } from '@backstage-gitops/kube';

/**
 * Kinds of CPU work, each with threads of its own so that none waits for
 * another: what sources fetch, archives to hash and unpack, builds, and builds
 * that have turned out to be slow.
 */
export type Lane = 'source' | 'archive' | 'build' | 'slowBuild';

/** The most that each lane may run at once. */
export type LaneLimits = Readonly<Record<Lane, number>>;

/** Permission to run one task; {@link LanePass.leave} must follow. */
export interface LanePass {
  /**
   * Aborts when the task has had its slice of a busy build lane, and is to be
   * run again in the lane of slow builds.
   */
  readonly preempted: AbortSignal;
  /** Gives the place back and counts the time against the namespace. */
  leave(): void;
}

/** What runs in a lane. */
interface Running {
  readonly startedAt: number;
  readonly preempt: AbortController;
}

interface LaneState {
  readonly waiting: FairQueue<() => void>;
  /** In the order in which they were started. */
  readonly running: Set<Running>;
  /** Places that are taken, those included that were just handed on. */
  taken: number;
}

/** Milliseconds that a build has; it may take longer while nobody waits. */
export const SLICE_MS = 10_000;

/**
 * Hands out the places of each lane, to the namespace first that has used the
 * lane least. A build that takes long gives way to those that wait.
 */
export class Lanes {
  readonly #lanes = new Map<Lane, LaneState>();
  #cancelTimer: (() => void) | undefined;

  constructor(
    private readonly limits: LaneLimits,
    private readonly clock: Clock = systemClock,
  ) {}

  /** The most that all lanes together run at once. */
  get total(): number {
    return Object.values(this.limits).reduce((sum, limit) => sum + limit, 0);
  }

  /** Waits for a place. @throws the signal's reason, when it aborts meanwhile */
  async enter(
    name: Lane,
    namespace: string,
    signal: AbortSignal,
  ): Promise<LanePass> {
    signal.throwIfAborted();
    const lane = this.#laneOf(name);
    if (lane.taken < this.limits[name]) lane.taken += 1;
    else await this.#waitForPlace(name, namespace, signal);
    const startedAt = this.clock.steady();
    const running: Running = { startedAt, preempt: new AbortController() };
    lane.running.add(running);
    this.#preemptWhenDue();
    return {
      preempted: running.preempt.signal,
      leave: () => {
        if (!lane.running.delete(running)) return;
        lane.waiting.charge(namespace, this.clock.steady() - startedAt);
        const next = lane.waiting.take(0);
        if (next) next();
        else lane.taken -= 1;
      },
    };
  }

  /** Preempts nothing any more. */
  close(): void {
    this.#cancelTimer?.();
  }

  #laneOf(name: Lane): LaneState {
    let lane = this.#lanes.get(name);
    if (!lane) {
      lane = { waiting: new FairQueue(), running: new Set(), taken: 0 };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #waitForPlace(
    name: Lane,
    namespace: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { waiting } = this.#laneOf(name);
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        waiting.delete(namespace, onTurn);
        reject(signal.reason);
      };
      waiting.add(namespace, onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#preemptWhenDue();
    });
  }

  /** Lets the build that runs longest give way, once its slice is over. */
  #preemptWhenDue(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { waiting, running } = this.#laneOf('build');
    const oldest = [...running].find(({ preempt }) => !preempt.signal.aborted);
    if (waiting.size === 0 || !oldest) return;
    const left = oldest.startedAt + SLICE_MS - this.clock.steady();
    if (left <= 0) oldest.preempt.abort();
    else
      this.#cancelTimer = this.clock.after(left, () => this.#preemptWhenDue());
  }
}
