const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A count as the English locale prints it: `1,000`. */
export function formatCount(value: number): string {
  return group(String(value));
}

/**
 * A number as the English locale prints Go's `%v`: `65,535`, `123,456.789`,
 * from a million up and below 0.0001 `1.5×10⁰⁶`.
 */
export function formatNumber(value: number): string {
  if (value === 0) {
    return '0';
  }
  const [digits, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    return `${digits}×10${superscript(power)}`;
  }
  const [whole, fraction] = String(value).split('.');
  return fraction === undefined ? group(whole) : `${group(whole)}.${fraction}`;
}

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}

function superscript(power: number): string {
  const digits = String(Math.abs(power)).padStart(2, '0');
  const raised = [...digits].map(digit => SUPERSCRIPTS[Number(digit)]).join('');
  return power < 0 ? `⁻${raised}` : raised;
}
