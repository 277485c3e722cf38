/** An exact decimal number: `unscaled` × 10^`exponent`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly exponent: number;
  /** Whether Go keeps it in 64 bits: only such a quantity can be an integer. */
  readonly isSmall: boolean;
}

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?([A-Za-z]{0,2}|[eE][+-]?\d+)$/;
/** Longer numbers are refused. */
const MAX_LENGTH = 1_000;
/** What is beyond is too large or too small whatever its digits. */
const MAX_EXPONENT = 1_000;
const DECIMAL: Readonly<Record<string, number>> = {
  ...{ n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 },
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const LARGEST = 2n ** 63n - 1n;
const NANO = -9;
const DIGITS = 18;

interface Suffix {
  /** Powers of 2, for `Ki` and others. */
  readonly bits?: number;
  readonly exponent: number;
}

function suffixOf(text: string): Suffix | undefined {
  if (Object.hasOwn(DECIMAL, text)) return { exponent: DECIMAL[text] };
  const power = BINARY.indexOf(text);
  if (power >= 0) return { bits: 10 * (power + 1), exponent: 0 };
  if (!/^[eE][+-]?\d+$/.test(text)) return undefined;
  const exponent = Number(text.slice(1));
  return {
    exponent: Math.min(MAX_EXPONENT, Math.max(-MAX_EXPONENT, exponent)),
  };
}

/** Whether Go reads a number into 64 bits. */
function isSmall(whole: string, fraction: string, suffix: Suffix): boolean {
  const { bits, exponent } = suffix;
  if (bits === undefined) {
    const fits = DIGITS >= whole.length + fraction.length;
    return fits && exponent - fraction.length >= NANO;
  }
  const precision = 15 - whole.length - Math.trunc(bits * 0.3) - 1;
  return fraction === '' && precision >= 0;
}

/** Reads a Kubernetes quantity such as `1.5Gi` or `100m`; undefined for anything else. */
export function parseQuantity(text: string): Decimal | undefined {
  const parts = text.length <= MAX_LENGTH ? QUANTITY.exec(text) : null;
  if (!parts) return undefined;
  const [, sign, digits, fraction = '', ending] = parts;
  const suffix = suffixOf(ending);
  if (!suffix || digits + fraction === '') return undefined;
  const whole = digits.replace(/^0+(?=.)/, '');
  const size = {
    unscaled: BigInt(whole + fraction) * 2n ** BigInt(suffix.bits ?? 0),
    exponent: suffix.exponent - fraction.length,
  };
  const small = isSmall(whole, fraction, suffix);
  const exact = small ? size : bounded(roundedUp(size));
  const unscaled = sign === '-' ? -exact.unscaled : exact.unscaled;
  return { unscaled, exponent: exact.exponent, isSmall: small };
}

type Size = Omit<Decimal, 'isSmall'>;

/** Nothing is finer than a nano. */
function roundedUp({ unscaled, exponent }: Size): Size {
  if (exponent >= NANO) return { unscaled, exponent };
  const divisor = 10n ** BigInt(NANO - exponent);
  const isExact = unscaled % divisor === 0n;
  return {
    unscaled: unscaled / divisor + (isExact ? 0n : 1n),
    exponent: NANO,
  };
}

/** Nothing is larger than 64 bits. */
function bounded(size: Size): Size {
  const [value, largest] = aligned(size, { unscaled: LARGEST, exponent: 0 });
  return value > largest ? { unscaled: LARGEST, exponent: 0 } : size;
}

function aligned(a: Size, b: Size): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const lift = ({ unscaled, exponent: from }: Size) =>
    unscaled * 10n ** BigInt(from - exponent);
  return [lift(a), lift(b), exponent];
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const areSmall = a.isSmall && b.isSmall;
  if (areSmall && b.unscaled === 0n) return a;
  if (areSmall && a.unscaled === 0n) return b;
  const [left, right, exponent] = aligned(a, b);
  const unscaled = left + right;
  const fits = [left, right, unscaled].every(isInt64);
  return { unscaled, exponent, isSmall: areSmall && fits };
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

export function negateDecimal(value: Decimal): Decimal {
  return { ...value, unscaled: -value.unscaled };
}

/** The value as a whole number of 64 bits; undefined when Go can't tell one. */
export function toInteger(decimal: Decimal): bigint | undefined {
  const { unscaled, exponent } = decimal;
  if (!decimal.isSmall || exponent < 0) return undefined;
  const value = unscaled * 10n ** BigInt(exponent);
  return isInt64(value) ? value : undefined;
}

export function toDouble({ unscaled, exponent }: Decimal): number {
  return exponent === 0 ? Number(unscaled) : Number(unscaled) * 10 ** exponent;
}
