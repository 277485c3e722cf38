import { SupersededError } from './errors';
import { Slots } from './Slots';
import { WaitLimits } from './WaitLimits';

/** What a run waits for, see `ReconcileContext.waitFor`. */
export interface WaitPlace {
  /**
   * Such as the host of a remote server. Undefined: nothing that others wait
   * for too.
   */
  readonly on?: string;
  /** Runs of one namespace that wait for it at once; default 4. */
  readonly atOnce?: number;
}

const DEFAULT_AT_ONCE = 4;
/** Runs of one namespace that wait at once for whatever has a name. */
const NAMESPACE_AT_ONCE = 32;

/** What {@link RunPermit} shares with the other runs of its controller. */
interface RunPermitOptions {
  readonly slots: Slots;
  readonly limits: WaitLimits;
  readonly namespace: string;
  /** Aborts when the controller stops. */
  readonly signal: AbortSignal;
  /** Aborts when there is something newer to do for the object. */
  readonly superseded: AbortSignal;
}

/** The slot of one run, given back while the run waits. */
export class RunPermit {
  #waits = 0;

  constructor(private readonly options: RunPermitOptions) {}

  get superseded(): AbortSignal {
    return this.options.superseded;
  }

  /** See `ReconcileContext.waitFor`. The run must hold its slot. */
  async waitFor<T>(place: WaitPlace, work: () => Promise<T>): Promise<T> {
    const { slots } = this.options;
    if (this.#waits === 0) slots.release();
    this.#waits += 1;
    try {
      return await this.#inTurn(place, work);
    } finally {
      this.#waits -= 1;
      if (this.#waits === 0) await slots.take();
    }
  }

  async #inTurn<T>(
    { on, atOnce = DEFAULT_AT_ONCE }: WaitPlace,
    work: () => Promise<T>,
  ): Promise<T> {
    if (on === undefined) return work();
    const { namespace } = this.options;
    const leavePlace = await this.#enter(`${namespace}/${on}`, atOnce);
    try {
      const leave = await this.#enter(namespace, NAMESPACE_AT_ONCE);
      try {
        return await work();
      } finally {
        leave();
      }
    } finally {
      leavePlace();
    }
  }

  async #enter(key: string, limit: number): Promise<() => void> {
    const { limits, signal, superseded } = this.options;
    if (!signal.aborted && !superseded.aborted) {
      const leave = limits.tryEnter(key, limit);
      if (leave) return leave;
    }
    try {
      const either = AbortSignal.any([signal, superseded]);
      return await limits.enter(key, limit, either);
    } catch (error) {
      signal.throwIfAborted();
      throw new SupersededError({ cause: error });
    }
  }
}
