import { GoError } from '../errors';
import { GoTime } from '../time/goTime';
import { parseTime } from '../time/parseTime';
import { UTC } from '../time/zones';

const DATE_OR_TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}|^[0-9]{2}:[0-9]{2}/;
const LAYOUTS: readonly string[] = [
  '2006-01-02T15:04:05.999999999Z07:00',
  '2006-01-02T15:04:05.999999999',
  '2006-01-02',
  '15:04:05.999999999',
  '2006-01-02T15:04Z07:00',
  '2006-01-02T15:04',
  '15:04',
];

/** A TOML date, time or both; undefined when the word is none. */
export function parseTomlTime(word: string): GoTime | undefined {
  if (!DATE_OR_TIME.test(word)) {
    return undefined;
  }
  const text = word.replace(/^(.{10})[ t]/, '$1T').replace(/z$/, 'Z');
  for (const layout of LAYOUTS) {
    try {
      return parseTime(layout, text, UTC);
    } catch (error) {
      if (!(error instanceof GoError)) {
        throw error;
      }
    }
  }
  return undefined;
}
