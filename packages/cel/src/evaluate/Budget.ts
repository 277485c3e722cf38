import { CelError } from '../errors';

/** What an evaluation may use. */
export interface EvaluationLimits {
  /** Evaluated nodes of the expression, and as much for work inside functions: about 0.1 µs each. */
  readonly steps: number;
  /** Bytes of strings, lists and maps that are made, freed or not. */
  readonly bytes: number;
}

/**
 * Holds an evaluation to about 10 ms on one core: the API server's limit for one
 * rule is 1,000,000 of its cost units, Flux has none.
 */
export const DEFAULT_LIMITS: EvaluationLimits = {
  steps: 100_000,
  bytes: 8 * 1024 * 1024,
};

/**
 * What is left for one or several evaluations. Pass one budget to all
 * expressions that one object may run in a row.
 */
export class Budget {
  #steps: number;
  #bytes: number;
  readonly #paid = new Set<string>();

  constructor(readonly limits: EvaluationLimits = DEFAULT_LIMITS) {
    this.#steps = limits.steps;
    this.#bytes = limits.bytes;
  }

  /** Steps that are left; 0 when the budget is used up. */
  get steps(): number {
    return Math.max(0, this.#steps);
  }

  /** @throws CelError - code `budget` */
  step(count: number): void {
    this.#steps -= count;
    if (!(this.#steps >= 0)) {
      throw new CelError(
        'budget',
        `operation cancelled: the expression needs more than ${this.limits.steps} steps`,
      );
    }
  }

  /**
   * Charges work whose result is kept, e.g. compiling a pattern.
   * @throws CelError - code `budget`
   */
  stepOnce(key: string, count: number): void {
    if (this.#paid.has(key)) return;
    this.#paid.add(key);
    this.step(count);
  }

  /**
   * Asked before a value is made.
   * @throws CelError - code `budget`
   */
  allocate(bytes: number): void {
    this.#bytes -= bytes;
    this.step(1 + bytes / BYTES_PER_STEP);
    if (!(this.#bytes >= 0)) {
      this.#steps = -1;
      throw new CelError(
        'budget',
        `operation cancelled: the expression makes values of more than ${this.limits.bytes} bytes`,
      );
    }
  }
}

/** Copying is cheap beside evaluating. */
const BYTES_PER_STEP = 64;
