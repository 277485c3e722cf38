type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deep equality of JSON values; an absent field equals an undefined one. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => equalJson(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const key of Object.keys(a)) {
    if (!equalJson(a[key], b[key])) return false;
  }
  return Object.keys(b).every(key => b[key] === undefined || key in a);
}

/**
 * A copy of a JSON value that shares no list or object with it: a tenth of the
 * work of `structuredClone`, which sends a message to itself in Node 20.
 */
export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyJson) as T;
  if (!isObject(value)) return value;
  const copy: Json = {};
  for (const key of Object.keys(value)) copy[key] = copyJson(value[key]);
  return copy as T;
}

/**
 * The JSON merge patch (RFC 7386) that turns `before` into `after`; undefined
 * when they are equal. Lists are replaced whole.
 */
export function createMergePatch(before: Json, after: Json): Json | undefined {
  const patch: Json = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [from, to] = [before[key], after[key]];
    if (equalJson(from, to)) continue;
    if (to === undefined) patch[key] = null;
    else if (isObject(from) && isObject(to)) {
      patch[key] = createMergePatch(from, to);
    } else patch[key] = to;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
