import { Duration, Timestamp } from './Value';

export const SECOND = 1_000_000_000n;
const MILLISECOND = 1_000_000n;
/** The years 1 to 9999. */
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;

/** Rounds down, also below zero. */
function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

export function epochSeconds({ nanoseconds }: Timestamp): bigint {
  return floorDivide(nanoseconds, SECOND);
}

/** Whether a point in time is within the years 1 to 9999. */
export function isInRange(nanoseconds: bigint): boolean {
  const seconds = floorDivide(nanoseconds, SECOND);
  return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS;
}

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads RFC 3339 as Go does, e.g. `2026-01-02T03:04:05.5+01:00`; undefined for
 * anything else. The result may be out of range.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const parts = RFC3339.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map(Number);
  const isValid =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  const offset = parseOffset(parts[8]);
  if (!isValid || offset === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offset, second);
  const fraction = (parts[7] ?? '').slice(0, 9).padEnd(9, '0');
  return new Timestamp(
    BigInt(date.getTime()) * MILLISECOND + BigInt(fraction),
    offset,
  );
}

function daysIn(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

const MAX_OFFSET_HOURS = 24;

function parseOffset(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  if (hours > MAX_OFFSET_HOURS || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** `+01:30`, or `Z` for none. */
function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  const parts = [Math.floor(size / 60), size % 60].map(part =>
    String(part).padStart(2, '0'),
  );
  return `${minutes < 0 ? '-' : '+'}${parts.join(':')}`;
}

/** `2026-01-02T03:04:05.5Z`; in another zone when an offset is given. */
export function formatTimestamp(
  timestamp: Timestamp,
  offsetMinutes = 0,
): string {
  const seconds = epochSeconds(timestamp);
  const date = new Date((Number(seconds) + offsetMinutes * 60) * 1000);
  const rest = timestamp.nanoseconds - seconds * SECOND;
  const fraction = rest
    ? `.${String(rest).padStart(9, '0').replace(/0+$/, '')}`
    : '';
  const end = fraction + formatOffset(offsetMinutes);
  return date.toISOString().replace(/\.\d+Z$/, end);
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PIECE = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
/** Longer texts can only be leading zeros or digits that do not count. */
const MAX_DURATION_LENGTH = 1_000;
const MAX_NANOSECONDS = 2n ** 63n;

/** Reads a duration as Go does, e.g. `1h30m` or `-0.5s`; undefined for anything else. */
export function parseDuration(text: string): Duration | undefined {
  const isNegative = text.startsWith('-');
  const rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return new Duration(0n);
  if (rest === '' || rest.length > MAX_DURATION_LENGTH) return undefined;
  let total = 0n;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < rest.length) {
    const piece = PIECE.exec(rest);
    const size = piece ? pieceSize(piece) : undefined;
    if (size === undefined) return undefined;
    total += size;
    if (total > MAX_NANOSECONDS) return undefined;
  }
  if (isNegative) return new Duration(-total);
  return total < MAX_NANOSECONDS ? new Duration(total) : undefined;
}

function pieceSize([, whole, fraction = '', unit]: RegExpExecArray):
  | bigint
  | undefined {
  if (whole === '' && fraction === '') return undefined;
  const size = BigInt(whole || '0') * BigInt(UNITS[unit]);
  // Go scales the digits after the point as a floating point number.
  const digits = fraction.slice(0, 18);
  const part = digits
    ? BigInt(Math.trunc(Number(digits) * (UNITS[unit] / 10 ** digits.length)))
    : 0n;
  return size + part;
}

/** Seconds as Go's Duration.Seconds computes them. */
export function durationSeconds({ nanoseconds }: Duration): number {
  const seconds = nanoseconds / SECOND;
  return Number(seconds) + Number(nanoseconds % SECOND) / 1e9;
}
