import { GoInt, goInt64 } from '@backstage-gitops/go-template';
import type { GoValue } from '@backstage-gitops/go-template';
import type { Values } from '@backstage-gitops/helm';
import { setImmediate } from 'timers/promises';
import { deserialize, serialize } from 'v8';

/**
 * Values on their way between threads, in pieces each of which takes a
 * millisecond to read: a message of a megabyte of values would hold the event
 * loop. Integers of Go keep their type, which a message does not.
 */
export type PackedValues = readonly Uint8Array[];

/** A scalar, a key, the length of a list that follows or the size of a table. */
type Item =
  | null
  | boolean
  | number
  | string
  | bigint
  | readonly [number]
  | { readonly size: number };

const ITEMS_IN_PIECE = 2_048;
/** Milliseconds at a time. */
const SLICE_MS = 5;

/** Keys and values in turn. */
function* flatEntries(
  entries: Iterable<[string, unknown]>,
): Generator<unknown> {
  for (const entry of entries) yield* entry;
}

function* entriesOf(
  object: object,
  keys: readonly string[],
): Generator<[string, unknown]> {
  for (const key of keys) {
    yield [key, (object as Record<string, unknown>)[key]];
  }
}

/** An item, and what follows it. */
function opened(value: unknown): readonly [Item, Iterator<unknown>?] {
  if (typeof value !== 'object' || value === null) return [value as Item];
  if (value instanceof GoInt) return [value.value];
  if (Array.isArray(value)) return [[value.length], value.values()];
  if (value instanceof Map) {
    return [{ size: value.size }, flatEntries(value)];
  }
  const keys = Object.keys(value);
  return [{ size: keys.length }, flatEntries(entriesOf(value, keys))];
}

/** Every value of a tree, those of a table or list after it. */
function* itemsOf(values: unknown): Generator<Item> {
  const waiting: Iterator<unknown>[] = [[values].values()];
  while (waiting.length > 0) {
    const next = waiting[waiting.length - 1].next();
    if (next.done) {
      waiting.pop();
      continue;
    }
    const [item, following] = opened(next.value);
    yield item;
    if (following) waiting.push(following);
  }
}

function* piecesOf(values: unknown): Generator<Uint8Array> {
  let items: Item[] = [];
  for (const item of itemsOf(values)) {
    items.push(item);
    if (items.length < ITEMS_IN_PIECE) continue;
    yield serialize(items);
    items = [];
  }
  yield serialize(items);
}

/** A table or list that is being filled. */
interface Open {
  readonly target: Values | GoValue[];
  left: number;
  key?: string;
}

/** Builds values from their items. */
class Unpacker {
  /** Holds the root, as a list of one. */
  readonly #root: GoValue[] = [];
  readonly #open: Open[] = [{ target: this.#root, left: 1 }];

  get values(): Values {
    return this.#root[0] as Values;
  }

  add(item: Item): void {
    const open = this.#open.at(-1) as Open;
    const { target } = open;
    if (target instanceof Map && open.key === undefined) {
      open.key = item as string;
      return;
    }
    const [value, size] = toValue(item);
    if (target instanceof Map) target.set(open.key as string, value);
    else target.push(value);
    open.key = undefined;
    open.left -= 1;
    if (size > 0) {
      this.#open.push({ target: value as Open['target'], left: size });
    }
    while (this.#open.at(-1)?.left === 0) this.#open.pop();
  }
}

function toValue(item: Item): readonly [value: GoValue, size: number] {
  if (typeof item === 'bigint') return [goInt64(item), 0];
  if (typeof item !== 'object' || item === null) return [item, 0];
  return 'size' in item ? [new Map(), item.size] : [[], item[0]];
}

/** Packs in one go, for worker threads. */
export function packValuesNow(values: Values): PackedValues {
  return [...piecesOf(values)];
}

/** Unpacks in one go, for worker threads. */
export function unpackValuesNow(packed: PackedValues): Values {
  const unpacker = new Unpacker();
  for (const piece of packed) {
    for (const item of deserialize(piece) as Item[]) unpacker.add(item);
  }
  return unpacker.values;
}

/** Lets others run once a slice is over. */
function createPauses(): () => Promise<void> {
  let started = performance.now();
  return async () => {
    if (performance.now() - started < SLICE_MS) return;
    await setImmediate();
    started = performance.now();
  };
}

/**
 * Packs in slices, for the thread of the event loop.
 * @param values - or JSON's types, whose objects become tables
 */
export async function packValues(values: unknown): Promise<PackedValues> {
  const pause = createPauses();
  const pieces: Uint8Array[] = [];
  for (const piece of piecesOf(values)) {
    pieces.push(piece);
    await pause();
  }
  return pieces;
}

/** Unpacks in slices, for the thread of the event loop. */
export async function unpackValues(packed: PackedValues): Promise<Values> {
  const pause = createPauses();
  const unpacker = new Unpacker();
  for (const piece of packed) {
    for (const item of deserialize(piece) as Item[]) unpacker.add(item);
    await pause();
  }
  return unpacker.values;
}

/** JSON's types as values, made in slices. */
export async function toValues(json: unknown): Promise<Values> {
  return unpackValues(await packValues(json ?? {}));
}
