const buffer = new DataView(new ArrayBuffer(8));
const FRACTION_DIGITS = 13;

interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** `mantissa × 2^exponent` of a number that is finite and not negative. */
function binaryOf(value: number): Binary {
  buffer.setFloat64(0, value);
  const bits = buffer.getBigUint64(0);
  const raw = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  return {
    mantissa: raw === 0 ? fraction : fraction | (1n << 52n),
    exponent: Math.max(raw, 1) - 1075,
  };
}

function signed(exponent: number): string {
  return exponent < 0 ? String(exponent) : `+${exponent}`;
}

/** Go's `%b`: `4503599627370496p-52`. */
export function binaryFloat(value: number): string {
  const { mantissa, exponent } = binaryOf(value);
  return `${mantissa}p${signed(exponent)}`;
}

/** Go's `%x`: `0x1.8p+01`; `precision` hexadecimal digits, half to even. */
export function hexFloat(value: number, precision?: number): string {
  const binary = binaryOf(value);
  let { mantissa } = binary;
  let exponent = mantissa === 0n ? 0 : binary.exponent + 52;
  while (mantissa !== 0n && mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  if (precision !== undefined && precision < FRACTION_DIGITS) {
    mantissa = rounded(mantissa, BigInt(4 * (FRACTION_DIGITS - precision)));
  }
  if (mantissa >= 1n << 53n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  const hex = (mantissa & ((1n << 52n) - 1n))
    .toString(16)
    .padStart(FRACTION_DIGITS, '0');
  const digits =
    precision === undefined
      ? hex.replace(/0+$/, '')
      : hex.padEnd(precision, '0').slice(0, precision);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `0x${mantissa === 0n ? '0' : '1'}${digits ? `.${digits}` : ''}p${
    exponent < 0 ? '-' : '+'
  }${size}`;
}

function rounded(mantissa: bigint, bits: bigint): bigint {
  const unit = 1n << bits;
  const rest = mantissa % unit;
  const floor = mantissa - rest;
  const isUp =
    rest * 2n > unit || (rest * 2n === unit && (floor / unit) % 2n === 1n);
  return isUp ? floor + unit : floor;
}
