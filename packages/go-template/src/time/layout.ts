/** A piece of a Go time layout: literal text or a field. */
type LayoutPiece =
  | { readonly literal: string }
  | { readonly field: LayoutField; readonly text: string };

export type LayoutField =
  | 'year'
  | 'shortYear'
  | 'longMonth'
  | 'month'
  | 'numberMonth'
  | 'zeroMonth'
  | 'longWeekday'
  | 'weekday'
  | 'day'
  | 'underDay'
  | 'zeroDay'
  | 'underYearDay'
  | 'zeroYearDay'
  | 'hour'
  | 'hour12'
  | 'zeroHour12'
  | 'minute'
  | 'zeroMinute'
  | 'second'
  | 'zeroSecond'
  | 'PM'
  | 'pm'
  | 'zone'
  | 'isoZone'
  | 'numberZone'
  | 'fraction0'
  | 'fraction9';

/** Go's reference time: Mon Jan 2 15:04:05 MST 2006. Longer texts first. */
const FIELDS: readonly (readonly [RegExp, LayoutField])[] = [
  [/^January/, 'longMonth'],
  [/^Jan(?![a-z])/, 'month'],
  [/^Monday/, 'longWeekday'],
  [/^Mon(?![a-z])/, 'weekday'],
  [/^MST/, 'zone'],
  [/^01/, 'zeroMonth'],
  [/^002/, 'zeroYearDay'],
  [/^02/, 'zeroDay'],
  [/^03/, 'zeroHour12'],
  [/^04/, 'zeroMinute'],
  [/^05/, 'zeroSecond'],
  [/^06/, 'shortYear'],
  [/^15/, 'hour'],
  [/^1/, 'numberMonth'],
  [/^2006/, 'year'],
  [/^2/, 'day'],
  [/^__2/, 'underYearDay'],
  [/^_2(?!006)/, 'underDay'],
  [/^3/, 'hour12'],
  [/^4/, 'minute'],
  [/^5/, 'second'],
  [/^PM/, 'PM'],
  [/^pm/, 'pm'],
  [/^-070000|^-07:00:00|^-0700|^-07:00|^-07/, 'numberZone'],
  [/^Z070000|^Z07:00:00|^Z0700|^Z07:00|^Z07/, 'isoZone'],
  [/^[.,]0+(?![0-9])/, 'fraction0'],
  [/^[.,]9+(?![0-9])/, 'fraction9'],
];
const MAY_START = /[JM0-9_Pp\-Z.,]/;

/** Splits a Go layout into its pieces. */
export function parseLayout(layout: string): LayoutPiece[] {
  const pieces: LayoutPiece[] = [];
  let literal = '';
  for (let at = 0; at < layout.length; ) {
    const found = fieldAt(layout, at);
    if (!found) {
      literal += layout[at];
      at += 1;
      continue;
    }
    if (literal !== '') {
      pieces.push({ literal });
      literal = '';
    }
    pieces.push(found);
    at += found.text.length;
  }
  return literal === '' ? pieces : [...pieces, { literal }];
}

function fieldAt(layout: string, at: number) {
  if (!MAY_START.test(layout[at])) {
    return undefined;
  }
  const rest = layout.slice(at, at + 40);
  for (const [pattern, field] of FIELDS) {
    const match = pattern.exec(rest);
    if (match) {
      return { field, text: match[0] };
    }
  }
  return undefined;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
