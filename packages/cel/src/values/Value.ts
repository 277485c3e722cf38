import type { CelType } from '../types/CelType';
import type { Fault } from './Fault';

/**
 * A value: `bigint` is int, `number` is double, the other JavaScript types are
 * what they are called in CEL.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | CelList
  | CelMap
  | Timestamp
  | Duration
  | Optional
  | Opaque
  | CelType;

/** What an evaluation yields: an error is a value that `&&`, `||` and `?:` can absorb. */
export type Result = Value | Fault;

/** An unsigned integer of 64 bits. */
export class Uint {
  constructor(readonly value: bigint) {}
}

/** Nanoseconds; what fits in 64 bits. */
export class Duration {
  constructor(readonly nanoseconds: bigint) {}
}

/** A point in time from the year 1 to 9999, in nanoseconds since 1970. */
export class Timestamp {
  /** @param offsetMinutes - of the zone it was written in: only its text shows it */
  constructor(readonly nanoseconds: bigint, readonly offsetMinutes = 0) {}
}

/** A value that may be missing: `optional.none()` has no value. */
export class Optional {
  static readonly NONE = new Optional(undefined);
  constructor(readonly value: Value | undefined) {}
}

/** A value of a library's own type. */
export abstract class Opaque {
  abstract readonly type: CelType;
  /** @param other - of the same type */
  abstract equals(other: Opaque): boolean;
}

/** A list. Items may be made when they are asked for. */
export abstract class CelList {
  abstract readonly size: number;
  /** @param index - from 0 to `size - 1` */
  abstract at(index: number): Value;

  *[Symbol.iterator](): IterableIterator<Value> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }
}

/** A map. Values may be made when they are asked for. */
export abstract class CelMap {
  abstract readonly size: number;
  abstract find(key: Value): Value | undefined;
  abstract keys(): Iterable<Value>;
}

/** A list of values that are there. */
export class ArrayList extends CelList {
  constructor(readonly items: readonly Value[]) {
    super();
  }
  get size(): number {
    return this.items.length;
  }
  at(index: number): Value {
    return this.items[index];
  }
}
