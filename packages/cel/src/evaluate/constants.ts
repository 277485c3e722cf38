import { RE2JS } from 're2js';
import { MAX_PATTERN_LENGTH } from '../libraries/patterns';
import type { Expression } from '../syntax/ast';

/** Functions whose second argument is a regular expression. */
const PATTERNS = new Set(['matches', 'find', 'findAll']);
/** Conversions: of a literal they are done once, when the expression is read. */
const CONVERSIONS = new Set(
  'bool bytes double duration dyn int string timestamp type uint'.split(' '),
);

/** Why a call can't work because of a literal; undefined when it can. */
export function constantFault(
  name: string,
  args: readonly Expression[],
): string | undefined {
  const pattern = PATTERNS.has(name) ? args[1] : undefined;
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') {
    return undefined;
  }
  if (pattern.value.length > MAX_PATTERN_LENGTH) return undefined;
  try {
    RE2JS.compile(pattern.value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether a function converts one value. */
export function isConversion(name: string, count: number): boolean {
  return count === 1 && CONVERSIONS.has(name);
}
