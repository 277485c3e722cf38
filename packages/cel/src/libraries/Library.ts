import type { Budget } from '../evaluate/Budget';
import type { CelType } from '../types/CelType';
import { parseSignature } from '../types/signature';
import type { Result, Value } from '../values/Value';

/**
 * What a function does with values that fit its types. Work beyond a fixed
 * amount is charged to the budget before it is done.
 */
export type Implementation = (args: readonly Value[], budget: Budget) => Result;

/** One signature of a function. */
export interface Overload {
  readonly name: string;
  /** Whether it is called as `a.f(b)`; else `f(a, b)`. */
  readonly isMember: boolean;
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  readonly evaluate: Implementation;
}

/**
 * Macros that a library adds: `optional` is the optional syntax with optMap and
 * optFlatMap, `twoVariables` the macros over keys and values, `sortBy` that of
 * lists, `math` is `math.least` and `math.greatest`.
 */
export type MacroSet = 'optional' | 'twoVariables' | 'sortBy' | 'math';

/** Functions, types and macros that an environment has. */
export interface Library {
  readonly overloads: readonly Overload[];
  /** Type names that can be written in expressions. */
  readonly types?: readonly CelType[];
  readonly macros?: MacroSet;
}

/**
 * A function called as `name(a, b)`.
 * @param signature - e.g. `(string, int) list(T)`; a capital letter is any type
 */
export function fn(
  name: string,
  signature: string,
  evaluate: Implementation,
): Overload {
  return { name, isMember: false, ...parseSignature(signature), evaluate };
}

/** A function called as `a.name(b)`; the first type is that of `a`. */
export function method(
  name: string,
  signature: string,
  evaluate: Implementation,
): Overload {
  return { name, isMember: true, ...parseSignature(signature), evaluate };
}
