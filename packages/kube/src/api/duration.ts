const UNIT_NS: Record<string, bigint> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** A text is not a Go duration. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
  readonly code = 'invalid-duration';
}

/**
 * Parses a Go duration such as `1h2m3.5s` or `10ms` to milliseconds.
 * @throws DurationError
 */
export function parseDuration(text: string): number {
  const match =
    /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (!match) throw new DurationError(`"${text}" is not a duration`);
  let ns = 0;
  for (const [, digits, unit] of match[2].matchAll(
    /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    ns += Number(digits) * Number(UNIT_NS[unit]);
  }
  return (match[1] === '-' ? -ns : ns) / 1e6;
}

/** Digits of a fraction without trailing zeros: `.5` of 500000000/9. */
function fraction(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits, '0').replace(/0+$/, '');
  return text === '' ? '' : `.${text}`;
}

/**
 * Prints milliseconds as Go does: `1h0m0s`, `442.599621ms`, `5.201877934s`,
 * `0s`. Fractions of a millisecond are kept down to the nanosecond.
 */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  const ns = BigInt(Math.round(ms * 1e6));
  if (ns === 0n) return '0s';
  if (ns < 1000n) return `${ns}ns`;
  if (ns < 1_000_000n) return `${ns / 1000n}${fraction(ns % 1000n, 3)}µs`;
  if (ns < UNIT_NS.s) {
    return `${ns / UNIT_NS.ms}${fraction(ns % UNIT_NS.ms, 6)}ms`;
  }
  const hours = ns / UNIT_NS.h;
  const minutes = (ns % UNIT_NS.h) / UNIT_NS.m;
  const rest = ns % UNIT_NS.m;
  const seconds = `${rest / UNIT_NS.s}${fraction(rest % UNIT_NS.s, 9)}s`;
  if (hours > 0n) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${minutes}m${seconds}` : seconds;
}
