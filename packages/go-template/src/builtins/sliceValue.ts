import { GoError } from '../errors';
import { GoSlice } from '../values/goCollections';
import type { GoValue } from '../values/goValue';
import {
  elementsOf,
  lengthOf,
  pointedType,
  stringOf,
  typeOf,
} from '../values/reflect';
import { sliceBytes } from '../values/utf8';
import { indexNumber } from './indexValue';

const MAX_INDEXES = 3;

/**
 * Go's `slice item 1 2`: `item[1:2]`.
 * @throws GoError - nil, out of range, or not sliceable
 */
export function sliceValue(
  item: GoValue,
  indexes: readonly GoValue[],
): GoValue {
  if (item === undefined || item === null) {
    throw new GoError('slice of untyped nil');
  }
  if (indexes.length > MAX_INDEXES) {
    throw new GoError(`too many slice indexes: ${indexes.length}`);
  }
  const text = stringOf(item);
  const elements = text === undefined ? elementsOf(item) : undefined;
  if (text === undefined && !elements) {
    throw new GoError(`can't slice item of type ${pointedType(item)}`);
  }
  if (text !== undefined && indexes.length === MAX_INDEXES) {
    throw new GoError('cannot 3-index slice a string');
  }
  const [start, end] = bounds(lengthOf(item) as number, indexes);
  return text === undefined
    ? sliceElements(item, start, end)
    : sliceBytes(text, start, end);
}

function bounds(length: number, indexes: readonly GoValue[]): [number, number] {
  const numbers = indexes.map(index => indexNumber(index, length));
  const [start = 0, end = length, capacity = Infinity] = numbers;
  if (start > end) {
    throw new GoError(`invalid slice index: ${start} > ${end}`);
  }
  if (end > capacity) {
    throw new GoError(`invalid slice index: ${end} > ${capacity}`);
  }
  return [start, end];
}

function sliceElements(item: GoValue, start: number, end: number): GoValue {
  if (Array.isArray(item)) {
    return item.slice(start, end);
  }
  if (item instanceof Uint8Array) {
    return item.slice(start, end);
  }
  return new GoSlice(typeOf(item), (elementsOf(item) ?? []).slice(start, end));
}
