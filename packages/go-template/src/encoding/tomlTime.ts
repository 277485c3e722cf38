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

/** A time with the `T` and `Z` that TOML lets one write otherwise. */
export function normalTomlTime(word: string): string {
  return word.replace(/[ t]/g, 'T').replace(/z/g, 'Z');
}

/** A TOML date, time or both in normal form; undefined when the text is none. */
export function parseTomlTime(text: string): GoTime | undefined {
  if (!DATE_OR_TIME.test(text)) {
    return undefined;
  }
  for (const [layout, zone] of LAYOUTS) {
    try {
      const time = parseTime(layout, text, zone);
      return isPadded(text, layout) ? time : undefined;
    } catch (error) {
      if (!(error instanceof GoError)) {
        throw error;
      }
    }
  }
  return undefined;
}

/** Whether each separator stands where the layout has it: Go reads `3:04`, TOML doesn't. */
function isPadded(text: string, layout: string): boolean {
  const fixed = /^[^.Z]*/.exec(layout)?.[0] ?? '';
  return Array.from(fixed).every(
    (char, i) => /[0-9]/.test(char) || text[i] === char,
  );
}
