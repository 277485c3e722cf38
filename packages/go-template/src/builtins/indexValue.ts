import { GoError } from '../errors';
import { GoInt, goInteger } from '../values/goInt';
import { GoTypes, isIntegerKind } from '../values/goType';
import type { GoValue } from '../values/goValue';
import {
  elementsOf,
  lengthOf,
  mapOf,
  pointedType,
  stringOf,
  typeOf,
} from '../values/reflect';
import { encodeUtf8 } from '../values/utf8';
import { prepareArgument } from './callValue';

/**
 * An index for a slice or string of so many elements.
 * @throws GoError - not an integer, or out of range
 */
export function indexNumber(index: GoValue, length: number): number {
  if (index === undefined || index === null) {
    throw new GoError('cannot index slice/array with nil');
  }
  if (!(index instanceof GoInt) || !isIntegerKind(index.type.kind)) {
    throw new GoError(
      `cannot index slice/array with type ${typeOf(index).name}`,
    );
  }
  if (index.value < 0n || index.value > BigInt(length)) {
    throw new GoError(`index out of range: ${index.value}`);
  }
  return Number(index.value);
}

/**
 * Go's `index item 1 2 3`: `item[1][2][3]`.
 * @throws GoError - nil, out of range, or not indexable
 */
export function indexValue(
  item: GoValue,
  indexes: readonly GoValue[],
): GoValue {
  if (item === undefined || item === null) {
    throw new GoError('index of untyped nil');
  }
  return indexes.reduce(indexOnce, item);
}

function indexOnce(item: GoValue, index: GoValue): GoValue {
  if (item === undefined || item === null) {
    throw new GoError('index of nil pointer');
  }
  const map = mapOf(item);
  if (map) {
    return indexMap(item, map, index);
  }
  const length = lengthOf(item);
  if (length === undefined) {
    throw new GoError(`can't index item of type ${pointedType(item)}`);
  }
  const at = indexNumber(index, length);
  if (at >= length) {
    const what = stringOf(item) === undefined ? 'slice' : 'string';
    throw new GoError(`reflect: ${what} index out of range`);
  }
  const text = stringOf(item);
  return text === undefined
    ? elementsOf(item)?.[at] ?? null
    : goInteger(GoTypes.uint8, BigInt(encodeUtf8(text)[at]));
}

function indexMap(
  item: GoValue,
  map: Map<string, GoValue>,
  index: GoValue,
): GoValue {
  const key = prepareArgument(index, GoTypes.string) as string;
  const value = map.get(key);
  if (value !== undefined) {
    return value;
  }
  return typeOf(item).elem?.kind === 'string' ? '' : null;
}
