import { ReleaseStorageError } from '../../storage/ReleaseStorageError';

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)([.,]\d+)?(Z|[+-]\d\d:\d\d)$/;
/** Go's zero time, as it is written where it is not left out. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';
const ZERO_MS = Date.parse(ZERO_TIME);

/**
 * A time as Go writes it after it has read it: at most nine digits of a
 * second without zeros at their end, `Z` for an offset of nothing. Go reads an
 * hour of one digit and a comma before the digits too.
 * @returns undefined for text that is no time to Go's encoding/json
 */
export function toGoTime(text: string): string | undefined {
  const parts = RFC_3339.exec(text);
  if (!parts) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map(Number);
  const zone = parts[8];
  const isValid =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysOf(year, month) &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    isZone(zone);
  if (!isValid) {
    return undefined;
  }
  const fraction = (parts[7] ?? '').slice(1, 10).replace(/0+$/, '');
  return [
    text.slice(0, 'yyyy-mm-ddT'.length),
    parts[4].padStart(2, '0'),
    `:${parts[5]}:${parts[6]}`,
    fraction === '' ? '' : `.${fraction}`,
    /[1-9]/.test(zone) ? zone : 'Z',
  ].join('');
}

/** True for the instant of Go's zero time, in whichever zone. */
function isZeroTime(time: string): boolean {
  return (
    !time.includes('.') &&
    /^000[01]-/.test(time) &&
    Date.parse(time) === ZERO_MS
  );
}

/**
 * A time in quotes.
 * @throws ReleaseStorageError - `unencodable`
 */
export function goTimeJson(time: string | undefined): string {
  const text = time === undefined || time === '' ? ZERO_TIME : toGoTime(time);
  if (text === undefined) {
    throw new ReleaseStorageError(
      'unencodable',
      `${JSON.stringify(time)} is no time of RFC 3339`,
    );
  }
  return `"${text}"`;
}

/** A field of a time, left out where it is zero: `omitzero`. */
export function goTimeField(
  name: string,
  time: string | undefined,
): string | undefined {
  const json = goTimeJson(time);
  return isZeroTime(json.slice(1, -1)) ? undefined : `"${name}":${json}`;
}

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) {
    return isLeap ? 29 : 28;
  }
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isZone(zone: string): boolean {
  return (
    zone === 'Z' ||
    (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60)
  );
}
