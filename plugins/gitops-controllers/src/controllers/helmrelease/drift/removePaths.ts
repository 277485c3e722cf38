/** A path of an ignore rule that means nothing in a list. */
class IgnorePathError extends Error {
  override readonly name = 'IgnorePathError';
  readonly code = 'ignore-path';
}

const INTEGER = /^[+-]?\d+$/;

function decode(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The value under a key or position; negative positions count from the end. */
function childOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) {
    return INTEGER.test(key) ? value.at(Number(key)) : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function removeItem(list: unknown[], key: string, path: string): void {
  if (!INTEGER.test(key)) {
    throw new IgnorePathError(
      `error in remove for path: '${path}': strconv.Atoi: parsing "${key}": invalid syntax`,
    );
  }
  const index = Number(key) < 0 ? list.length + Number(key) : Number(key);
  if (index >= 0 && index < list.length) list.splice(index, 1);
}

/**
 * Copy of an object without the values at JSON pointers, removed one after the
 * other. What is not there is passed over; a segment for a list is a position.
 * @throws IgnorePathError - the last segment names no position of a list
 * @see github.com/evanphx/json-patch v5, AllowMissingPathOnRemove
 */
export function removePaths<T extends object>(
  object: T,
  pointers: readonly string[],
): T {
  if (pointers.length === 0) return object;
  const copy = structuredClone(object);
  for (const pointer of pointers) {
    const segments = pointer.split('/').slice(1).map(decode);
    const key = segments.pop();
    if (key === undefined) continue;
    const parent = segments.reduce<unknown>(childOf, copy);
    if (Array.isArray(parent)) removeItem(parent, key, pointer);
    else if (typeof parent === 'object' && parent !== null) {
      delete (parent as Record<string, unknown>)[key];
    }
  }
  return copy;
}
