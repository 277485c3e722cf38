import { GoError } from '../errors';
import { shortestDecimal } from '../format/exactDecimal';
import { toFloat64 } from '../values/cast';
import type { GoValue } from '../values/goValue';

/** value × 10^exponent */
interface Decimal {
  readonly value: bigint;
  readonly exponent: number;
}

type Operation = 'add' | 'sub' | 'mul' | 'div';

/** Digits behind the point that a division keeps (shopspring/decimal's default). */
const DIVISION_PLACES = 16;

function fromFloat(number: number): Decimal {
  if (!Number.isFinite(number)) {
    throw new GoError(
      `Cannot create a Decimal from ${
        Number.isNaN(number) ? 'NaN' : `${number > 0 ? '+' : '-'}Inf`
      }`,
    );
  }
  const { digits, point } = shortestDecimal(Math.abs(number));
  const size = BigInt(digits || '0');
  return {
    value: number < 0 ? -size : size,
    exponent: digits === '' ? 0 : point - digits.length,
  };
}

function scaled(decimal: Decimal, exponent: number): bigint {
  return decimal.value * 10n ** BigInt(decimal.exponent - exponent);
}

function combine(operation: Operation, a: Decimal, b: Decimal): Decimal {
  if (operation === 'mul') {
    return { value: a.value * b.value, exponent: a.exponent + b.exponent };
  }
  if (operation === 'div') {
    return divide(a, b);
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const [left, right] = [scaled(a, exponent), scaled(b, exponent)];
  return { value: operation === 'add' ? left + right : left - right, exponent };
}

/** Rounds the quotient half away from zero to 16 places. */
function divide(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) {
    throw new GoError('decimal division by 0');
  }
  const shift = a.exponent - b.exponent + DIVISION_PLACES;
  const numerator = shift > 0 ? a.value * 10n ** BigInt(shift) : a.value;
  const denominator = shift < 0 ? b.value * 10n ** BigInt(-shift) : b.value;
  let quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const size = denominator < 0n ? -denominator : denominator;
  if (twice >= size) {
    quotient += numerator < 0n === denominator < 0n ? 1n : -1n;
  }
  return { value: quotient, exponent: -DIVISION_PLACES };
}

/** Applies one operation to all numbers from the left, in exact decimals. */
export function decimalFold(
  operation: Operation,
  head: GoValue,
  others: readonly GoValue[],
): number {
  const { value, exponent } = others
    .map(other => fromFloat(toFloat64(other)))
    .reduce((a, b) => combine(operation, a, b), fromFloat(toFloat64(head)));
  return Number(`${value}e${exponent}`);
}
