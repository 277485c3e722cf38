import { isAssignable } from '../compile/assign';
import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf, isEmpty, isNil, mapOf, typeOf } from '../values/reflect';

/** Sets entries; those of a `map[string]interface {}` don't fit a `map[string]string`. */
function storing(
  target: Map<string, GoValue>,
  source: ReadonlyMap<string, GoValue>,
): (key: string, value: GoValue) => void {
  const to = typeOf(target).elem ?? GoTypes.any;
  const from = typeOf(source as Map<string, GoValue>).elem ?? GoTypes.any;
  return (key, value) => {
    if (!isAssignable(from, to)) {
      throw new GoError(
        `reflect.Value.SetMapIndex: value of type ${from.name} is not assignable to type ${to.name}`,
      );
    }
    target.set(key, value);
  };
}

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
  const store = storing(target, source);
  for (const [key, value] of Array.from(source)) {
    if (value === null || value === undefined) {
      if (overwrites) {
        store(key, null);
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
      store(key, value);
    }
  }
}
