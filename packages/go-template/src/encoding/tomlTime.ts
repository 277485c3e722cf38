import { GoError } from '../errors';
import { GoTime } from '../time/goTime';
import { parseTime } from '../time/parseTime';
import { fixedZone, UTC, Zone } from '../time/zones';

const DATE_OR_TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}|^[0-9]{2}:[0-9]{2}/;
/** Zones that mark what a TOML time leaves open; they have no offset. */
const DATETIME_LOCAL = fixedZone('datetime-local', 0);
const DATE_LOCAL = fixedZone('date-local', 0);
const TIME_LOCAL = fixedZone('time-local', 0);
const LAYOUTS: readonly (readonly [string, Zone])[] = [
  ['2006-01-02T15:04:05.999999999Z07:00', UTC],
  ['2006-01-02T15:04:05.999999999', DATETIME_LOCAL],
  ['2006-01-02', DATE_LOCAL],
  ['15:04:05.999999999', TIME_LOCAL],
  ['2006-01-02T15:04Z07:00', UTC],
  ['2006-01-02T15:04', DATETIME_LOCAL],
  ['15:04', TIME_LOCAL],
];

/** A time as TOML writes it: without what it leaves open. */
export function tomlTimeText(time: GoTime): string {
  const [layout] = LAYOUTS.find(([, zone]) => zone === time.zone) ?? LAYOUTS[0];
  return time.format(layout);
}

/** A TOML date, time or both; undefined when the word is none. */
export function parseTomlTime(word: string): GoTime | undefined {
  if (!DATE_OR_TIME.test(word)) {
    return undefined;
  }
  const text = word.replace(/^(.{10})[ t]/, '$1T').replace(/z$/, 'Z');
  for (const [layout, zone] of LAYOUTS) {
    try {
      return parseTime(layout, text, zone);
    } catch (error) {
      if (!(error instanceof GoError)) {
        throw error;
      }
    }
  }
  return undefined;
}
