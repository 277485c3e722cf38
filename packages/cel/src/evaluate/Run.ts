import type { Result, Value } from '../values/Value';
import type { Budget } from './Budget';

/** Gives the value of a variable; undefined when there is none of that name. */
export type Lookup = (name: string) => Value | undefined;

/** One evaluation: its variables, those of its macros, and what it may use. */
export interface Run {
  readonly lookup: Lookup;
  readonly budget: Budget;
  /** Variables of macros, by the number that planning gave them. */
  readonly slots: Value[];
}

/** A planned node. Errors are results; only a used up budget is thrown. */
export type Evaluate = (run: Run) => Result;
