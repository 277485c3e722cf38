import { CelBudget } from '@backstage-gitops/kube';

/** About 10 ms of one core, for one object. */
const OBJECT_LIMITS = { steps: 100_000, bytes: 8 * 1024 * 1024 };
/** About 200 ms, for all objects of a call. */
const CALL_STEPS = 2_000_000;

/** What the expressions of a call may use: so much for an object, so much for all. */
export class CallBudget {
  #steps = CALL_STEPS;

  /**
   * Evaluates on one object.
   * @throws CelError - code `budget`
   */
  spend<T>(evaluate: (budget: CelBudget) => T): T {
    const steps = Math.min(OBJECT_LIMITS.steps, this.#steps);
    const budget = new CelBudget({ ...OBJECT_LIMITS, steps });
    try {
      return evaluate(budget);
    } finally {
      this.#steps -= steps - budget.steps;
    }
  }
}
