import { Timestamp } from './tree';

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;
const LONG_MONTHS = [1, 3, 5, 7, 8, 10, 12];

function daysIn(year: number, month: number): number {
  if (month !== 2) return LONG_MONTHS.includes(month) ? 31 : 30;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap ? 29 : 28;
}

/**
 * Reads a time of RFC 3339 and writes it as Go does: no zeros at the end of the
 * fraction, `Z` for an offset of zero.
 * @returns undefined when it is not one
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const [, , , , , , , fraction = '', sign, zoneHours, zoneMinutes] = match;
  const isTime =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    Number(zoneHours ?? 0) <= 23 &&
    Number(zoneMinutes ?? 0) <= 59;
  if (!isTime) return undefined;
  const digits = fraction.slice(0, 10).replace(/\.?0*$/, '');
  const offset = sign ? `${sign}${zoneHours}:${zoneMinutes}` : 'Z';
  const zone = /^[+-]00:00$/.test(offset) ? 'Z' : offset;
  return new Timestamp(`${text.slice(0, 19)}${digits}${zone}`);
}

/** The time without its fraction of a second. */
export const toSeconds = ({ text }: Timestamp): string =>
  text.replace(/\.\d+/, '');
