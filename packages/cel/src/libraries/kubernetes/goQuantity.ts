/** An exact decimal number: `unscaled` × 10^`exponent`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly exponent: number;
}

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?([A-Za-z]{0,2}|[eE][+-]?\d+)$/;
/** Longer numbers are refused: a quantity has at most 18 digits on either side. */
const MAX_LENGTH = 1_000;
const MAX_EXPONENT = 1_000;
const DECIMAL: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** Values beyond that are cut to it, and finer than a nano rounded up. */
const LARGEST: Decimal = { unscaled: 2n ** 63n - 1n, exponent: 0 };
const NANO = -9;

function scale(
  suffix: string,
): { factor: bigint; exponent: number } | undefined {
  if (Object.hasOwn(DECIMAL, suffix)) {
    return { factor: 1n, exponent: DECIMAL[suffix] };
  }
  const power = BINARY.indexOf(suffix);
  if (power >= 0) return { factor: 1024n ** BigInt(power + 1), exponent: 0 };
  if (!/^[eE][+-]?\d+$/.test(suffix)) return undefined;
  // What is beyond is too large or too small whatever its digits.
  const exponent = Number(suffix.slice(1));
  const bounded = Math.min(MAX_EXPONENT, Math.max(-MAX_EXPONENT, exponent));
  return { factor: 1n, exponent: bounded };
}

/** Reads a Kubernetes quantity such as `1.5Gi` or `100m`; undefined for anything else. */
export function parseQuantity(text: string): Decimal | undefined {
  const parts = text.length <= MAX_LENGTH ? QUANTITY.exec(text) : null;
  if (!parts) return undefined;
  const [, sign, whole, fraction = '', suffix] = parts;
  const scaled = scale(suffix);
  if (!scaled || whole + fraction === '') return undefined;
  const digits = BigInt(whole + fraction) * scaled.factor;
  const size = {
    unscaled: digits,
    exponent: scaled.exponent - fraction.length,
  };
  const bounded = bound(roundUp(size));
  return sign === '-' ? { ...bounded, unscaled: -bounded.unscaled } : bounded;
}

function roundUp({ unscaled, exponent }: Decimal): Decimal {
  if (exponent >= NANO) return { unscaled, exponent };
  const divisor = 10n ** BigInt(NANO - exponent);
  const isExact = unscaled % divisor === 0n;
  return {
    unscaled: unscaled / divisor + (isExact ? 0n : 1n),
    exponent: NANO,
  };
}

function bound(size: Decimal): Decimal {
  return compareDecimals(size, LARGEST) > 0 ? LARGEST : size;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const lift = ({ unscaled, exponent: from }: Decimal) =>
    unscaled * 10n ** BigInt(from - exponent);
  return [lift(a), lift(b), exponent];
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, exponent] = aligned(a, b);
  return { unscaled: left + right, exponent };
}

export function negateDecimal({ unscaled, exponent }: Decimal): Decimal {
  return { unscaled: -unscaled, exponent };
}

/** The value as a whole number; undefined when it is none of 64 bits. */
export function toInteger({ unscaled, exponent }: Decimal): bigint | undefined {
  const divisor = 10n ** BigInt(Math.max(0, -exponent));
  if (unscaled % divisor !== 0n) return undefined;
  const value = (unscaled / divisor) * 10n ** BigInt(Math.max(0, exponent));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

export function toDouble({ unscaled, exponent }: Decimal): number {
  return Number(`${unscaled}e${exponent}`);
}
