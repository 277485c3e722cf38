import { GoError } from '../errors';
import { quoteGo } from '../format/quote';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const MAX = 2n ** 63n - 1n;

/**
 * Go's time.ParseDuration, in nanoseconds.
 * @throws GoError - worded as Go words it
 */
export function parseDuration(text: string): bigint {
  const invalid = () => new GoError(`time: invalid duration ${quoteGo(text)}`);
  const negative = text.startsWith('-');
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') {
    return 0n;
  }
  if (rest === '') {
    throw invalid();
  }
  let total = 0n;
  while (rest !== '') {
    const match = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) as RegExpExecArray;
    const [number, whole, fraction = ''] = match;
    if (whole + fraction === '') {
      throw invalid();
    }
    rest = rest.slice(number.length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? '';
    total += amount(text, unit, whole, fraction);
    if (total > MAX + (negative ? 1n : 0n)) {
      throw invalid();
    }
    rest = rest.slice(unit.length);
  }
  return negative ? -total : total;
}

function amount(
  text: string,
  unit: string,
  whole: string,
  fraction: string,
): bigint {
  if (unit === '') {
    throw new GoError(`time: missing unit in duration ${quoteGo(text)}`);
  }
  const size = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (size === undefined) {
    throw new GoError(
      `time: unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`,
    );
  }
  const digits = fraction.slice(0, 18);
  const part = (BigInt(digits || '0') * size) / 10n ** BigInt(digits.length);
  return BigInt(whole || '0') * size + part;
}
