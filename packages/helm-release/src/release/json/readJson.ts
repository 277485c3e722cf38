import type { GoValue } from '@backstage-gitops/go-template';
import { ReleaseStorageError } from '../../storage/ReleaseStorageError';

/** What JSON.parse gives; an object has only what the text names. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };

/** Nesting of values, as deep as YAML may go in Helm. */
const MAX_DEPTH = 1000;
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
/** Every escape of a JSON text in order, with pairs of surrogates as one. */
const ESCAPES =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\(?:u([dD][89a-fA-F][0-9a-fA-F]{2})|.)/g;

/**
 * Reads JSON as Go does: the escape of half a character is U+FFFD.
 * @throws ReleaseStorageError - `corrupt`
 */
export function parseJson(text: string): JsonValue {
  const whole = SURROGATE_ESCAPE.test(text)
    ? text.replace(ESCAPES, (escape, half?: string) =>
        half === undefined ? escape : '\\ufffd',
      )
    : text;
  try {
    return JSON.parse(whole) as JsonValue;
  } catch (error) {
    throw new ReleaseStorageError(
      'corrupt',
      `no JSON: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Values of Go's `interface {}`: objects are maps, numbers float64.
 * @throws ReleaseStorageError - `corrupt`
 */
export function toGoValue(value: JsonValue, path: string, depth = 0): GoValue {
  if (depth > MAX_DEPTH) {
    throw corrupt(path, `nested deeper than ${MAX_DEPTH} levels`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw corrupt(path, 'a number that no float64 holds');
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map(item => toGoValue(item, path, depth + 1))
    : toGoMap(value, path, depth);
}

function toGoMap(
  object: { [key: string]: JsonValue },
  path: string,
  depth: number,
): Map<string, GoValue> {
  const map = new Map<string, GoValue>();
  for (const [key, item] of Object.entries(object)) {
    map.set(key, toGoValue(item, path, depth + 1));
  }
  return map;
}

/** The error of a stored value that is none of a release. */
export function corrupt(path: string, problem: string): ReleaseStorageError {
  return new ReleaseStorageError('corrupt', `${path}: ${problem}`);
}
