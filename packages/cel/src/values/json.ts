import type { Value } from './Value';
import { CelList, CelMap } from './Value';

const INT64_END = 2 ** 63;

/**
 * A JSON value as CEL sees it: whole numbers are ints, others doubles; objects
 * and arrays are read when they are asked for. `undefined` is null.
 */
export function fromJson(value: unknown): Value {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) && value >= -INT64_END && value < INT64_END
        ? BigInt(value)
        : value;
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? new JsonList(value) : new JsonMap(value);
    default:
      return null;
  }
}

/**
 * A JSON value as Go programs decode it, every number a double; values of CEL,
 * such as results of other expressions, stand for themselves.
 */
export function fromDecodedJson(value: unknown): Value {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return fromJson(value);
  if (Array.isArray(value)) return new JsonList(value, fromDecodedJson);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? new JsonMap(value, fromDecodedJson) : (value as Value);
}

/** An array of JSON values. */
class JsonList extends CelList {
  constructor(
    readonly items: readonly unknown[],
    readonly read: (value: unknown) => Value = fromJson,
  ) {
    super();
  }
  get size(): number {
    return this.items.length;
  }
  at(index: number): Value {
    return this.read(this.items[index]);
  }
}

/** An object of JSON values; fields that are undefined are not there. */
class JsonMap extends CelMap {
  #keys: readonly string[] | undefined;

  constructor(
    readonly fields: object,
    readonly read: (value: unknown) => Value = fromJson,
  ) {
    super();
  }

  get size(): number {
    return this.keys().length;
  }

  find(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.fields, key)) {
      return undefined;
    }
    const value = (this.fields as Record<string, unknown>)[key];
    return value === undefined ? undefined : this.read(value);
  }

  keys(): readonly string[] {
    const fields = this.fields as Record<string, unknown>;
    this.#keys ??= Object.keys(fields).filter(key => fields[key] !== undefined);
    return this.#keys;
  }
}
