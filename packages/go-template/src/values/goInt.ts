import { GoType, GoTypes } from './goType';

const CACHE_LOW = -128;
const CACHE_HIGH = 1024;

/**
 * A Go integer with its type: int, int64, uint8, time.Duration and so on.
 * A JavaScript number is a Go float64; every integer is one of these, so
 * that `1` and `1.0` stay apart as they do in Go.
 */
export class GoInt {
  constructor(readonly type: GoType, readonly value: bigint) {}

  /** The value as a JavaScript number; exact up to 2^53. */
  toNumber(): number {
    return Number(this.value);
  }
}

/** An integer of a type whose `String()` method names it, such as time.Month. */
export class GoNamedInt extends GoInt {
  constructor(type: GoType, value: bigint, readonly text: string) {
    super(type, value);
  }
}

function smallValues(type: GoType): readonly GoInt[] {
  return Array.from(
    { length: CACHE_HIGH - CACHE_LOW + 1 },
    (_, i) => new GoInt(type, BigInt(i + CACHE_LOW)),
  );
}

const smallInts = smallValues(GoTypes.int);
const smallInt64s = smallValues(GoTypes.int64);

/** A Go `int`; values wrap at 64 bits. */
export function goInt(value: number | bigint): GoInt {
  return cached(smallInts, GoTypes.int, value);
}

/** A Go `int64`; values wrap at 64 bits. */
export function goInt64(value: number | bigint): GoInt {
  return cached(smallInt64s, GoTypes.int64, value);
}

/** A Go `time.Duration` of so many nanoseconds. */
export function goDuration(nanoseconds: bigint): GoInt {
  return new GoInt(GoTypes.duration, BigInt.asIntN(64, nanoseconds));
}

/** A Go integer of the given type, wrapped to its width. */
export function goInteger(type: GoType, value: bigint): GoInt {
  return new GoInt(type, wrapToKind(type, value));
}

function cached(
  cache: readonly GoInt[],
  type: GoType,
  value: number | bigint,
): GoInt {
  if (value >= CACHE_LOW && value <= CACHE_HIGH) {
    const index = Number(value) - CACHE_LOW;
    if (Number.isInteger(index)) {
      return cache[index];
    }
  }
  return new GoInt(type, BigInt.asIntN(64, BigInt(value)));
}

function wrapToKind(type: GoType, value: bigint): bigint {
  const bits = Number(/\d+$/.exec(type.kind)?.[0] ?? '64');
  return type.kind.startsWith('uint')
    ? BigInt.asUintN(bits, value)
    : BigInt.asIntN(bits, value);
}
