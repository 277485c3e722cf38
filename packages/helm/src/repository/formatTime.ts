/** Go's zero time. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

const TIME = /^(.{19})(?:[.,](\d+))?(.+)$/;

/**
 * A time in RFC 3339 as Go writes it again: nine digits of the second at most,
 * without final zeros, and `Z` for an offset of zero.
 */
export function formatTime(text: string): string {
  const [, seconds, digits = '', zone] = TIME.exec(text) ?? [];
  const fraction = digits.slice(0, 9).replace(/0+$/, '');
  const offset = /^[+-]00:00$/.test(zone) ? 'Z' : zone;
  return `${seconds}${fraction && `.${fraction}`}${offset}`;
}
