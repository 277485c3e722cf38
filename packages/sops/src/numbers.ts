interface Digits {
  readonly sign: string;
  /** Shortest decimal digits that give the same float. */
  readonly digits: string;
  /** Decimal exponent of the first digit. */
  readonly exponent: number;
}

function shortestDigits(value: number): Digits {
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  return {
    sign: value < 0 || Object.is(value, -0) ? '-' : '',
    digits: mantissa.replace('.', ''),
    exponent: Number(exponent),
  };
}

function specialFloat(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : undefined;
}

/** A float as Go's `FormatFloat(f, 'f', -1, 64)`: never with an exponent. */
export function formatFixed(value: number): string {
  const special = specialFloat(value);
  if (special) return special;
  const { sign, digits, exponent } = shortestDigits(value);
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction ? `${sign}${whole}.${fraction}` : `${sign}${whole}`;
}

/** A float as Go's `FormatFloat(f, 'g', -1, 64)`. */
export function formatGeneral(value: number): string {
  const special = specialFloat(value);
  if (special) return special;
  const { sign, digits, exponent } = shortestDigits(value);
  // Go takes 21 where the digits end before the point does, 6 otherwise.
  const limit = digits.length <= exponent + 1 ? 21 : Math.max(digits.length, 6);
  if (exponent >= -4 && exponent < limit) return formatFixed(value);
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${sign}${digits[0]}${rest}e${exponent < 0 ? '-' : '+'}${size}`;
}
