import { CivilTime } from './civil';
import { LayoutField, MONTHS, parseLayout, WEEKDAYS } from './layout';
import type { ZoneOffset } from './zones';

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function twelve(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}

function yearText(year: number): string {
  return year < 0
    ? `-${String(-year).padStart(4, '0')}`
    : String(year).padStart(4, '0');
}

function zoneText(text: string, offset: number): string {
  if (text.startsWith('Z') && offset === 0) {
    return 'Z';
  }
  const size = Math.abs(offset);
  const parts = [
    Math.floor(size / 3600),
    Math.floor(size / 60) % 60,
    size % 60,
  ];
  const wanted = text.replace(/[^0-9]/g, '').length / 2;
  const separator = text.includes(':') ? ':' : '';
  const sign = offset < 0 ? '-' : '+';
  return sign + parts.slice(0, wanted).map(two).join(separator);
}

function fractionText(text: string, field: LayoutField, nanosecond: number) {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, text.length - 1);
  if (field === 'fraction0') {
    return text[0] + digits.padEnd(text.length - 1, '0');
  }
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : text[0] + kept;
}

/** Go's Time.Format. */
export function formatCivil(
  time: CivilTime,
  zone: ZoneOffset,
  layout: string,
): string {
  return parseLayout(layout)
    .map(piece =>
      'literal' in piece
        ? piece.literal
        : fieldText(piece.field, piece.text, time, zone),
    )
    .join('');
}

function fieldText(
  field: LayoutField,
  text: string,
  time: CivilTime,
  zone: ZoneOffset,
): string {
  switch (field) {
    case 'year':
      return yearText(time.year);
    case 'shortYear':
      return two(((time.year % 100) + 100) % 100);
    case 'longMonth':
      return MONTHS[time.month - 1];
    case 'month':
      return MONTHS[time.month - 1].slice(0, 3);
    case 'numberMonth':
      return String(time.month);
    case 'zeroMonth':
      return two(time.month);
    case 'longWeekday':
      return WEEKDAYS[time.weekday];
    case 'weekday':
      return WEEKDAYS[time.weekday].slice(0, 3);
    case 'day':
      return String(time.day);
    case 'underDay':
      return String(time.day).padStart(2, ' ');
    case 'zeroDay':
      return two(time.day);
    case 'underYearDay':
      return String(time.yearDay).padStart(3, ' ');
    case 'zeroYearDay':
      return String(time.yearDay).padStart(3, '0');
    case 'fraction0':
    case 'fraction9':
      return fractionText(text, field, time.nanosecond);
    case 'zone':
      return zone.name || zoneText('-0700', zone.seconds);
    case 'isoZone':
    case 'numberZone':
      return zoneText(text, zone.seconds);
    default:
      return clockText(field, time);
  }
}

function clockText(field: LayoutField, time: CivilTime): string {
  switch (field) {
    case 'hour':
      return two(time.hour);
    case 'hour12':
      return String(twelve(time.hour));
    case 'zeroHour12':
      return two(twelve(time.hour));
    case 'minute':
      return String(time.minute);
    case 'zeroMinute':
      return two(time.minute);
    case 'second':
      return String(time.second);
    case 'zeroSecond':
      return two(time.second);
    case 'PM':
      return time.hour >= 12 ? 'PM' : 'AM';
    default:
      return time.hour >= 12 ? 'pm' : 'am';
  }
}
