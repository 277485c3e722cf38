import { withCapacityOf } from './capacity';
import { GoMap, GoSlice } from './goCollections';
import { GoObject } from './goObject';
import type { GoValue } from './goValue';

/** A copy that shares no map or slice with the original. */
export function deepCopy(value: GoValue): GoValue {
  if (Array.isArray(value)) {
    return withCapacityOf(value.map(deepCopy), value);
  }
  if (value instanceof GoMap) {
    return new GoMap(value.goType, copyEntries(value), value.isNil);
  }
  if (value instanceof Map) {
    return new Map(copyEntries(value));
  }
  if (value instanceof GoSlice) {
    const items = value.items.map(deepCopy);
    const copy = new GoSlice(value.goType, items, value.isNil);
    return withCapacityOf(copy, value);
  }
  if (value instanceof GoObject && value.around) {
    return value.around(deepCopy(value.underlying));
  }
  if (value instanceof Uint8Array) {
    return withCapacityOf(value.slice(), value);
  }
  return value;
}

function copyEntries(map: Map<string, GoValue>): [string, GoValue][] {
  return Array.from(map, ([key, item]) => [key, deepCopy(item)]);
}
