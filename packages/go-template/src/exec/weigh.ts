import { afterwards, GoFunction } from '../values/goFunction';
import type { GoValue } from '../values/goValue';
import { elementsOf, mapOf } from '../values/reflect';
import { limitError } from './budget';
import type { CallContext } from './callContext';

/** What a value grows to when it is written out, shared parts counted each time. */
interface Weight {
  readonly values: number;
  readonly characters: number;
}

/** Up to here a plain walk is the fastest way to count. */
const SMALL = 5_000;
const SCALAR: Weight = { values: 1, characters: 0 };

function childrenOf(value: GoValue): Iterable<GoValue> | undefined {
  if (value === null || typeof value !== 'object') {
    return undefined;
  }
  return value instanceof Uint8Array
    ? undefined
    : mapOf(value)?.values() ?? elementsOf(value);
}

/** Counts values and characters, shared parts once for each time, up to {@link SMALL}. */
class Walk {
  values = 0;
  characters = 0;

  /** False when there is too much to count this way. */
  visit(value: GoValue): boolean {
    this.values += 1;
    if (typeof value === 'string') {
      this.characters += value.length;
      return true;
    }
    const children = childrenOf(value);
    if (children) {
      for (const child of children) {
        if (this.values > SMALL || !this.visit(child)) {
          return false;
        }
      }
    }
    return true;
  }
}

/** A value contains itself. */
class CycleError extends Error {
  readonly name = 'CycleError';
}

/** True for a dict or list that is inside itself, directly or not. */
export function containsItself(value: GoValue): boolean {
  try {
    weightOf(value, new Map());
    return false;
  } catch (error) {
    if (error instanceof CycleError) {
      return true;
    }
    throw error;
  }
}

/** Weighs every part once, however often it is shared. */
function weightOf(value: GoValue, known: Map<object, Weight | null>): Weight {
  if (typeof value === 'string') {
    return { values: 1, characters: value.length };
  }
  const children = childrenOf(value);
  if (!children) {
    return SCALAR;
  }
  const container = value as object;
  const weighed = known.get(container);
  if (weighed === null) {
    throw new CycleError();
  }
  if (weighed) {
    return weighed;
  }
  known.set(container, null);
  let [values, characters] = [1, 0];
  for (const child of children) {
    const inner = weightOf(child, known);
    values += inner.values;
    characters += inner.characters;
  }
  const weight = { values, characters };
  known.set(container, weight);
  return weight;
}

/**
 * Functions that go through the whole of their arguments, each made to weigh
 * them first.
 * @param cycles - `refuse` values that contain themselves, or `pass` them to
 *   functions that find them, as Go's encoding/json does
 */
export function weighing<T extends Readonly<Record<string, GoFunction>>>(
  functions: T,
  cycles: 'refuse' | 'pass' = 'refuse',
): T {
  const weighed = Object.entries(functions).map(([name, one]) => [
    name,
    afterwards((args, context) => {
      for (const arg of args) {
        weigh(arg, context, cycles);
      }
    }, one),
  ]);
  return Object.fromEntries(weighed);
}

/**
 * Counts the work of going through a value before a function does. A few
 * nested dicts that share their parts can stand for more than any memory
 * holds.
 * @throws GoTemplateError - codes LIMIT_STEPS, LIMIT_OUTPUT, LIMIT_DEPTH
 */
export function weigh(
  value: GoValue,
  context: CallContext,
  cycles: 'refuse' | 'pass' = 'refuse',
): void {
  if (!childrenOf(value)) {
    return;
  }
  const walk = new Walk();
  try {
    const { values, characters } = walk.visit(value)
      ? walk
      : weightOf(value, new Map());
    context.spend(values);
    context.allowText(characters);
  } catch (error) {
    if (!(error instanceof CycleError)) {
      throw error;
    }
    if (cycles === 'refuse') {
      throw limitError('LIMIT_DEPTH', 'a value contains itself');
    }
  }
}
