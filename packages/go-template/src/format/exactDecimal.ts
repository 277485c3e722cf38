/** A decimal number: 0.d1d2d3… × 10^point, without leading or trailing zeros. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const FRACTION_BITS = 52n;
const EXPONENT_BIAS = 1075;
const buffer = new DataView(new ArrayBuffer(8));

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? { digits: '', point: 0 } : { digits: kept, point };
}

/** The shortest digits that read back as `value` (finite, not negative). */
export function shortestDecimal(value: number): Decimal {
  if (value === 0) {
    return { digits: '', point: 0 };
  }
  const [mantissa, exponent] = value.toExponential().split('e');
  return trimmed(mantissa.replace('.', ''), Number(exponent) + 1);
}

/** Every digit of the binary number (finite, not negative). */
export function exactDecimal(value: number): Decimal {
  buffer.setFloat64(0, value);
  const bits = buffer.getBigUint64(0);
  const raw = Number((bits >> FRACTION_BITS) & 0x7ffn);
  const fraction = bits & ((1n << FRACTION_BITS) - 1n);
  const mantissa = raw === 0 ? fraction : fraction | (1n << FRACTION_BITS);
  if (mantissa === 0n) {
    return { digits: '', point: 0 };
  }
  const exponent = Math.max(raw, 1) - EXPONENT_BIAS;
  if (exponent >= 0) {
    const digits = (mantissa << BigInt(exponent)).toString();
    return trimmed(digits, digits.length);
  }
  const digits = (mantissa * 5n ** BigInt(-exponent)).toString();
  return trimmed(digits, digits.length + exponent);
}

/** Rounds to `count` digits (0 or less may round up to one), half to even. */
export function roundDecimal(decimal: Decimal, count: number): Decimal {
  const { digits, point } = decimal;
  if (count >= digits.length) {
    return decimal;
  }
  if (count < 0) {
    return { digits: '', point: 0 };
  }
  const kept = digits.slice(0, count);
  if (!roundsUp(digits, count)) {
    return trimmed(kept, point);
  }
  const raised = (BigInt(kept || '0') + 1n).toString().padStart(count, '0');
  return trimmed(raised, point + (raised.length - count));
}

function roundsUp(digits: string, count: number): boolean {
  const isHalf = digits[count] === '5' && digits.length === count + 1;
  if (isHalf) {
    return count > 0 && Number(digits[count - 1]) % 2 === 1;
  }
  return digits[count] >= '5';
}
