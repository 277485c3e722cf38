import { GoError } from '../errors';
import { quoteGo } from '../format/quote';
import { daysBefore, daysIn } from './civil';
import { GoTime } from './goTime';
import { LayoutField, MONTHS, parseLayout, WEEKDAYS } from './layout';
import { fixedZone, UTC, Zone } from './zones';

const SECOND = 1_000_000_000n;

/** What has been read so far; undefined fields were not in the layout. */
interface Reading {
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  isAfternoon?: boolean;
  offset?: number;
  zoneName?: string;
  isUtc?: boolean;
  rangeFault?: string;
}

/** Thrown inside this file when a piece does not match. */
class Mismatch extends Error {
  readonly name = 'Mismatch';
}

type Read = (text: string, reading: Reading) => number;

function digits(text: string, least: number, most: number): string {
  const match = new RegExp(`^[0-9]{${least},${most}}`).exec(text);
  if (!match) {
    throw new Mismatch();
  }
  return match[0];
}

/** Reads a number and checks its range; a fault is reported after parsing. */
function number(
  least: number,
  most: number,
  set: (reading: Reading, value: number) => void,
  limits?: readonly [string, number, number],
): Read {
  return (text, reading) => {
    const found = digits(text, least, most);
    const value = Number(found);
    if (limits && (value < limits[1] || value > limits[2])) {
      reading.rangeFault ??= limits[0];
    }
    set(reading, value);
    return found.length;
  };
}

function word(
  words: readonly string[],
  length: number | undefined,
  set: (reading: Reading, index: number) => void,
): Read {
  return (text, reading) => {
    const index = words.findIndex(
      name =>
        text.slice(0, length ?? name.length).toLowerCase() ===
        name.slice(0, length ?? name.length).toLowerCase(),
    );
    if (index < 0) {
      throw new Mismatch();
    }
    set(reading, index);
    return length ?? words[index].length;
  };
}

const setMonth = (reading: Reading, value: number) => {
  reading.month = value;
};
const setDay = (reading: Reading, value: number) => {
  reading.day = value;
};
const setHour = (reading: Reading, value: number) => {
  reading.hour = value;
};
const setMinute = (reading: Reading, value: number) => {
  reading.minute = value;
};
const setYearDay = (reading: Reading, value: number) => {
  reading.yearDay = value;
};

function readUnderscored(least: number, set: typeof setDay): Read {
  return (text, reading) => {
    const spaces = /^ */.exec(text)?.[0].length ?? 0;
    const skipped = Math.min(spaces, least - 1);
    const read = number(1, least, set);
    return skipped + read(text.slice(skipped), reading);
  };
}

/** Seconds may be followed by a fraction that the layout doesn't name. */
function readSecond(least: number, nextIsFraction: boolean): Read {
  const read = number(
    least,
    2,
    (reading, value) => {
      reading.second = value;
    },
    ['second', 0, 59],
  );
  return (text, reading) => {
    const length = read(text, reading);
    const fraction = /^[.,][0-9]+/.exec(text.slice(length))?.[0];
    if (nextIsFraction || !fraction) {
      return length;
    }
    setFraction(reading, fraction);
    return length + fraction.length;
  };
}

function setFraction(reading: Reading, text: string): void {
  reading.nanosecond = Number(text.slice(1, 10).padEnd(9, '0'));
}

function readFraction(wanted: string, isExact: boolean): Read {
  return (text, reading) => {
    const found = /^[.,][0-9]*/.exec(text)?.[0] ?? '';
    if (!isExact) {
      if (found.length > 1) {
        setFraction(reading, found);
      }
      return found.length > 1 ? found.length : 0;
    }
    const exact = found.slice(0, wanted.length);
    if (exact.length < wanted.length) {
      throw new Mismatch();
    }
    setFraction(reading, exact);
    return exact.length;
  };
}

function readOffset(layoutText: string): Read {
  return (text, reading) => {
    if (layoutText.startsWith('Z') && text.startsWith('Z')) {
      reading.isUtc = true;
      return 1;
    }
    const pattern = layoutText.slice(1).replace(/[0-9]{2}/g, '([0-9]{2})');
    const match = new RegExp(`^([+-])${pattern}`).exec(text);
    if (!match) {
      throw new Mismatch();
    }
    const [hours, minutes = '0', seconds = '0'] = match.slice(2);
    if (Number(hours) > 24) {
      reading.rangeFault ??= 'time zone offset hour';
    } else if (Number(minutes) > 60) {
      reading.rangeFault ??= 'time zone offset minute';
    }
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    reading.offset = match[1] === '-' ? -size : size;
    return match[0].length;
  };
}

const ZONE_NAME =
  /^(?:UTC|GMT[+-][0-9]{1,2}|ChST|MeST|[A-Z]{3,4}(?![A-Z])|[A-Z]{4}T(?![A-Z])|[+-][0-9]{2})/;

const readZoneName: Read = (text, reading) => {
  const found = ZONE_NAME.exec(text)?.[0];
  if (!found) {
    throw new Mismatch();
  }
  if (found === 'UTC') {
    reading.isUtc = true;
  } else {
    reading.zoneName = found;
  }
  return found.length;
};

function readAmPm(am: string, pm: string): Read {
  return (text, reading) => {
    const found = text.slice(0, 2);
    if (found !== am && found !== pm) {
      throw new Mismatch();
    }
    reading.isAfternoon = found === pm;
    return 2;
  };
}

function readerOf(
  field: LayoutField,
  text: string,
  nextIsFraction: boolean,
): Read {
  switch (field) {
    case 'year':
      return number(4, 4, (reading, value) => {
        reading.year = value;
      });
    case 'shortYear':
      return number(2, 2, (reading, value) => {
        reading.year = value + (value >= 69 ? 1900 : 2000);
      });
    case 'longMonth':
      return word(MONTHS, undefined, (reading, i) => setMonth(reading, i + 1));
    case 'month':
      return word(MONTHS, 3, (reading, i) => setMonth(reading, i + 1));
    case 'numberMonth':
      return number(1, 2, setMonth, ['month', 1, 12]);
    case 'zeroMonth':
      return number(2, 2, setMonth, ['month', 1, 12]);
    case 'longWeekday':
      return word(WEEKDAYS, undefined, () => undefined);
    case 'weekday':
      return word(WEEKDAYS, 3, () => undefined);
    case 'day':
      return number(1, 2, setDay);
    case 'underDay':
      return readUnderscored(2, setDay);
    case 'zeroDay':
      return number(2, 2, setDay);
    case 'underYearDay':
      return readUnderscored(3, setYearDay);
    case 'zeroYearDay':
      return number(3, 3, setYearDay);
    case 'zone':
      return readZoneName;
    case 'isoZone':
    case 'numberZone':
      return readOffset(text);
    case 'fraction0':
    case 'fraction9':
      return readFraction(text, field === 'fraction0');
    default:
      return clockReader(field, nextIsFraction);
  }
}

function clockReader(field: LayoutField, nextIsFraction: boolean): Read {
  switch (field) {
    case 'hour':
      return number(1, 2, setHour, ['hour', 0, 23]);
    case 'hour12':
      return number(1, 2, setHour, ['hour', 0, 12]);
    case 'zeroHour12':
      return number(2, 2, setHour, ['hour', 0, 12]);
    case 'minute':
      return number(1, 2, setMinute, ['minute', 0, 59]);
    case 'zeroMinute':
      return number(2, 2, setMinute, ['minute', 0, 59]);
    case 'second':
      return readSecond(1, nextIsFraction);
    case 'zeroSecond':
      return readSecond(2, nextIsFraction);
    case 'PM':
      return readAmPm('AM', 'PM');
    default:
      return readAmPm('am', 'pm');
  }
}

/**
 * Go's time.ParseInLocation.
 * @throws GoError - the text doesn't match the layout, worded as Go words it
 */
export function parseTime(layout: string, text: string, zone: Zone): GoTime {
  const reading: Reading = {
    year: 0,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
  };
  const rest = readPieces(layout, text, reading);
  if (rest !== '') {
    throw fault(layout, text, `extra text: ${quoteGo(rest)}`);
  }
  return assemble(layout, text, reading, zone);
}

function readPieces(layout: string, text: string, reading: Reading): string {
  const pieces = parseLayout(layout);
  let rest = text;
  pieces.forEach((piece, i) => {
    if ('literal' in piece) {
      rest = skipLiteral(piece.literal, rest, left =>
        mismatch(layout, text, piece.literal, left),
      );
      return;
    }
    const next = pieces[i + 1];
    const nextIsFraction =
      next !== undefined &&
      'field' in next &&
      next.field.startsWith('fraction');
    try {
      const read = readerOf(piece.field, piece.text, nextIsFraction);
      rest = rest.slice(read(rest, reading));
    } catch (error) {
      throw error instanceof Mismatch
        ? mismatch(layout, text, piece.text, rest)
        : error;
    }
    if (reading.rangeFault) {
      throw fault(layout, text, `${reading.rangeFault} out of range`);
    }
  });
  return rest;
}

/** A space in the layout matches any number of spaces. */
function skipLiteral(
  literal: string,
  text: string,
  failure: (left: string) => GoError,
): string {
  let rest = text;
  for (const char of literal.replace(/ +/g, ' ')) {
    if (char === ' ') {
      if (rest !== '' && !rest.startsWith(' ')) {
        throw failure(rest);
      }
      rest = rest.replace(/^ +/, '');
    } else if (rest.startsWith(char)) {
      rest = rest.slice(char.length);
    } else {
      throw failure(rest);
    }
  }
  return rest;
}

function mismatch(layout: string, text: string, piece: string, rest: string) {
  return new GoError(
    `parsing time ${quoteGo(text)} as ${quoteGo(
      layout,
    )}: cannot parse ${quoteGo(rest)} as ${quoteGo(piece)}`,
  );
}

function fault(_layout: string, text: string, what: string): GoError {
  return new GoError(`parsing time ${quoteGo(text)}: ${what}`);
}

function assemble(
  layout: string,
  text: string,
  reading: Reading,
  zone: Zone,
): GoTime {
  const { year, yearDay } = reading;
  const month = reading.month ?? 1;
  const day = reading.day ?? 1;
  if (day < 1 || day > daysIn(year, month)) {
    throw fault(layout, text, 'day out of range');
  }
  const days =
    yearDay === undefined
      ? daysBefore(year, month, day)
      : daysBefore(year, 1, 1) + yearDay - 1;
  const seconds =
    days * 86_400 +
    hourOf(reading) * 3600 +
    reading.minute * 60 +
    reading.second;
  const moment = (offset: number) =>
    BigInt(seconds - offset) * SECOND + BigInt(reading.nanosecond);
  return inZone(reading, seconds, zone, moment);
}

function hourOf({ hour, isAfternoon }: Reading): number {
  if (isAfternoon === undefined) {
    return hour;
  }
  if (isAfternoon) {
    return hour < 12 ? hour + 12 : hour;
  }
  return hour === 12 ? 0 : hour;
}

function inZone(
  reading: Reading,
  seconds: number,
  zone: Zone,
  moment: (offset: number) => bigint,
): GoTime {
  const { offset, zoneName } = reading;
  if (reading.isUtc) {
    return new GoTime(moment(0), UTC);
  }
  if (offset !== undefined) {
    const local = zone.offsetAt(seconds - offset);
    const isLocal =
      local.seconds === offset && (!zoneName || zoneName === local.name);
    return new GoTime(
      moment(offset),
      isLocal ? zone : fixedZone(zoneName ?? '', offset),
    );
  }
  const guess = zone.offsetAt(seconds - zone.offsetAt(seconds).seconds);
  if (zoneName && zoneName !== guess.name) {
    const hours = /^GMT([+-][0-9]+)$/.exec(zoneName)?.[1] ?? '0';
    const fixed = Number(hours) * 3600;
    return new GoTime(moment(fixed), fixedZone(zoneName, fixed));
  }
  return new GoTime(moment(guess.seconds), zone);
}
