/** A moment as a calendar shows it in one zone. */
export interface CivilTime {
  readonly year: number;
  /** 1…12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1…366 */
  readonly yearDay: number;
}

const SECOND = 1_000_000_000n;
const DAY = 86_400;

/** Seconds since the epoch, rounded down, and the nanoseconds above them. */
export function splitNanoseconds(nanoseconds: bigint): [number, number] {
  const rest = ((nanoseconds % SECOND) + SECOND) % SECOND;
  return [Number((nanoseconds - rest) / SECOND), Number(rest)];
}

/** The calendar date of seconds since the epoch, shifted by a zone's offset already. */
export function civilTime(seconds: number, nanosecond: number): CivilTime {
  const days = Math.floor(seconds / DAY);
  const rest = seconds - days * DAY;
  const { year, month, day } = civilDate(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    nanosecond,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysBefore(year, 1, 1) + 1,
  };
}

/** Years and seconds after which the calendar and its weekdays begin anew. */
const CYCLE_YEARS = 400;
const CYCLE_SECONDS = 146_097n * BigInt(DAY);
/** From year -292277022400, where Go starts to count, to the epoch. */
const ABSOLUTE_TO_EPOCH =
  62_135_596_800n +
  (292_277_022_400n / 400n) * CYCLE_SECONDS +
  306n * BigInt(DAY);

/** As {@link civilTime} for seconds that a number can't hold; Go counts them in 64 bits. */
export function distantCivilTime(
  nanoseconds: bigint,
  offsetSeconds: number,
): CivilTime {
  const rest = ((nanoseconds % SECOND) + SECOND) % SECOND;
  const seconds = (nanoseconds - rest) / SECOND + BigInt(offsetSeconds);
  const absolute = BigInt.asUintN(64, seconds + ABSOLUTE_TO_EPOCH);
  const wrapped = absolute - ABSOLUTE_TO_EPOCH;
  const inCycle = wrapped % CYCLE_SECONDS;
  const time = civilTime(Number(inCycle), Number(rest));
  const cycles = Number((wrapped - inCycle) / CYCLE_SECONDS);
  return { ...time, year: time.year + cycles * CYCLE_YEARS };
}

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
export function daysBefore(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const monthIndex = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthIndex + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilDate(days: number) {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
  };
}

/** Number of days in a month. */
export function daysIn(year: number, month: number): number {
  const next = month === 12 ? [year + 1, 1] : [year, month + 1];
  return daysBefore(next[0], next[1], 1) - daysBefore(year, month, 1);
}
