import { CelError } from './errors';
import { Budget } from './evaluate/Budget';
import type { Evaluate, Lookup } from './evaluate/Run';
import type { CelType } from './types/CelType';
import { Fault } from './values/Fault';
import { fromJson } from './values/json';
import type { Value } from './values/Value';

/** An expression that can be evaluated again and again. */
export class Program {
  readonly #evaluate: Evaluate;
  readonly #slots: number;

  /** @param type - what it yields, as far as that is known without values */
  constructor(evaluate: Evaluate, slots: number, readonly type: CelType) {
    this.#evaluate = evaluate;
    this.#slots = slots;
  }

  /**
   * Evaluates on JSON values.
   * @throws CelError - code `evaluation`, or `budget` when that is used up
   */
  evaluate(
    variables: Readonly<Record<string, unknown>>,
    budget: Budget = new Budget(),
  ): Value {
    const lookup = (name: string) => {
      if (!Object.hasOwn(variables, name)) return undefined;
      const value = variables[name];
      return value === undefined ? undefined : fromJson(value);
    };
    return this.evaluateWith(lookup, budget);
  }

  /**
   * Evaluates on values of CEL.
   * @throws CelError - code `evaluation`, or `budget` when that is used up
   */
  evaluateWith(lookup: Lookup, budget: Budget = new Budget()): Value {
    const slots: Value[] = Array.from({ length: this.#slots }, () => null);
    const result = this.#evaluate({ lookup, budget, slots });
    if (result instanceof Fault) {
      throw new CelError('evaluation', result.message);
    }
    return result;
  }
}
