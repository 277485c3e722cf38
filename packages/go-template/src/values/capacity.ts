import type { GoType } from './goType';
import type { GoValue } from './goValue';
import { elementsOf, typeOf } from './reflect';

/**
 * The array behind a slice, as Go's allocator makes it. Sprig's `slice` reads
 * past the end of the slice: `slice (append (list 1 2) 3) 0 4` is `[1 2 3 <nil>]`.
 */
interface BackingArray {
  readonly capacity: number;
  /** The slice that this one is a part of, and where it starts there. */
  readonly whole?: readonly GoValue[];
  readonly start: number;
}

const backingArrays = new WeakMap<object, BackingArray>();

/** Sizes in bytes that Go's allocator gives (runtime, size classes). */
const SIZES = [
  8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
  256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024,
  1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
  5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568,
  14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
];
const PAGE = 8192;
const HEADER = 8;
/** Blocks with pointers have a header when they are larger. */
const NO_HEADER_UP_TO = 512;
const DOUBLED_BELOW = 256;

interface Element {
  readonly size: number;
  readonly hasPointers: boolean;
}

function elementOf(type: GoType): Element {
  switch (type.elem?.kind) {
    case 'uint8':
      return { size: 1, hasPointers: false };
    case 'int':
      return { size: 8, hasPointers: false };
    case 'slice':
      return { size: 24, hasPointers: true };
    case 'map':
      return { size: 8, hasPointers: true };
    default:
      return { size: 16, hasPointers: true };
  }
}

function allocated(bytes: number, hasPointers: boolean): number {
  const header = hasPointers && bytes > NO_HEADER_UP_TO ? HEADER : 0;
  const wanted = bytes + header;
  const fits = wanted <= SIZES[SIZES.length - 1] - HEADER;
  const size = fits ? SIZES.find(candidate => candidate >= wanted) : undefined;
  return size === undefined ? Math.ceil(bytes / PAGE) * PAGE : size - header;
}

/** Capacity after Go's `append` to a slice of capacity `old` made it `length` long. */
function grown(old: number, length: number, element: Element): number {
  let wanted = length > 2 * old ? length : 2 * old;
  if (length <= 2 * old && old >= DOUBLED_BELOW) {
    wanted = old;
    while (wanted < length) {
      wanted += Math.floor((wanted + 3 * DOUBLED_BELOW) / 4);
    }
  }
  const bytes = allocated(wanted * element.size, element.hasPointers);
  return Math.floor(bytes / element.size);
}

/** Capacity of a slice that was filled one by one, from capacity `first`. */
export function appendedCapacity(
  type: GoType,
  length: number,
  first = 0,
): number {
  const element = elementOf(type);
  let capacity = first;
  while (capacity < length) {
    capacity = grown(capacity, capacity + 1, element);
  }
  return capacity;
}

/** Capacity after `append(slice, items...)` at once. */
export function extendedCapacity(
  type: GoType,
  old: number,
  length: number,
): number {
  return length <= old ? old : grown(old, length, elementOf(type));
}

/** Sets the capacity of a list; default: its length. */
export function withCapacity<T extends object & GoValue>(
  list: T,
  capacity: number = elementsOf(list)?.length ?? 0,
): T {
  backingArrays.set(list, { capacity, start: 0 });
  return list;
}

/** Gives a copy the capacity of the original. */
export function withCapacityOf<T extends object & GoValue>(
  copy: T,
  original: object & GoValue,
): T {
  const backing = backingArrays.get(original);
  return backing ? withCapacity(copy, backing.capacity) : copy;
}

/** Capacity of a slice; data was appended one element at a time. */
export function capacityOf(list: object & GoValue): number {
  const length = elementsOf(list)?.length ?? 0;
  return (
    backingArrays.get(list)?.capacity ??
    (list instanceof Uint8Array
      ? length
      : appendedCapacity(typeOf(list), length))
  );
}

/**
 * The elements of `list[start:end]`, with what Go's memory holds where the
 * slice ends before `end` (at most {@link capacityOf}).
 */
export function elementsInCapacity(
  list: object & GoValue,
  start: number,
  end: number,
  zero: GoValue,
): GoValue[] {
  const own = elementsOf(list) ?? [];
  const { whole = own, start: shift } = backingArrays.get(list) ?? { start: 0 };
  return Array.from({ length: end - start }, (_, i) => {
    const at = start + i;
    return at < own.length ? own[at] : whole[shift + at] ?? zero;
  });
}

/** Remembers that `part` is `list[start:…]`. */
export function asPartOf<T extends object & GoValue>(
  part: T,
  list: object & GoValue,
  start: number,
): T {
  const outer = backingArrays.get(list);
  backingArrays.set(part, {
    capacity: capacityOf(list) - start,
    whole: outer?.whole ?? elementsOf(list),
    start: (outer?.start ?? 0) + start,
  });
  return part;
}
