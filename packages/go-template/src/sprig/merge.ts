import type { CallContext } from '../exec/callContext';
import type { GoValue } from '../values/goValue';
import { elementsOf, isEmpty, isNil, mapOf } from '../values/reflect';

/**
 * Merges `source` into `target` as mergo does: dicts are merged key by key,
 * other values replace what is missing or empty, or everything when
 * `overwrites` (then a nil replaces, too).
 */
export function mergeInto(
  target: Map<string, GoValue>,
  source: ReadonlyMap<string, GoValue>,
  overwrites: boolean,
  context: CallContext,
): void {
  context.spend(source.size);
  for (const [key, value] of Array.from(source)) {
    if (value === null || value === undefined) {
      if (overwrites) {
        target.set(key, null);
      }
      continue;
    }
    const present = target.get(key);
    const into = isNil(present) ? undefined : mapOf(present);
    const from = mapOf(value);
    if (into && from) {
      mergeInto(into, from, overwrites, context);
    }
    const keepsPresent =
      !isEmpty(present) &&
      (into !== undefined && from !== undefined ? true : !overwrites);
    const replacesList = overwrites && elementsOf(value) !== undefined;
    if (!keepsPresent || replacesList) {
      target.set(key, value);
    }
  }
}
