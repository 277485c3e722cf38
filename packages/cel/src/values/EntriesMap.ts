import type { Value } from './Value';
import { CelMap, Duration, Timestamp, Uint } from './Value';

/** Equal keys have equal texts: numbers of different types can be equal. */
function keyText(key: Value): string | undefined {
  switch (typeof key) {
    case 'string':
      return `s${key}`;
    case 'boolean':
      return `b${key}`;
    case 'bigint':
      return `n${key}`;
    case 'number':
      return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
    default:
      return objectKeyText(key);
  }
}

function objectKeyText(key: object | null): string | undefined {
  if (key instanceof Uint) return `n${key.value}`;
  if (key instanceof Duration) return `D${key.nanoseconds}`;
  if (key instanceof Timestamp) return `T${key.nanoseconds}`;
  return key === null ? 'null' : undefined;
}

/** Whether a value can be a key: lists, maps and bytes can't. */
export function isKey(value: Value): boolean {
  return keyText(value) !== undefined;
}

/** A map of entries that are there, in the order they were set. */
export class EntriesMap extends CelMap {
  readonly #entries = new Map<string, readonly [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Only while the map is made. */
  set(key: Value, value: Value): void {
    this.#entries.set(keyText(key) ?? `o${this.#entries.size}`, [key, value]);
  }

  /** Only while the map is made. */
  delete(key: Value): void {
    const text = keyText(key);
    if (text !== undefined) this.#entries.delete(text);
  }

  find(key: Value): Value | undefined {
    const text = keyText(key);
    return text === undefined ? undefined : this.#entries.get(text)?.[1];
  }

  *keys(): Iterable<Value> {
    for (const [key] of this.#entries.values()) yield key;
  }
}
