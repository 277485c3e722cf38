import { GoError } from '../errors';

/** Offset of a zone at a moment. */
export interface ZoneOffset {
  /** Seconds east of UTC. */
  readonly seconds: number;
  /** Abbreviation, such as `CET`, or a number such as `+03`. */
  readonly name: string;
}

/** A time zone: its name and its offset at a moment (seconds since the epoch). */
export interface Zone {
  readonly name: string;
  offsetAt(seconds: number): ZoneOffset;
}

/** Coordinated universal time. */
export const UTC: Zone = {
  name: 'UTC',
  offsetAt: () => ({ seconds: 0, name: 'UTC' }),
};

/** A zone with one offset, as a parsed date carries it. */
export function fixedZone(name: string, seconds: number): Zone {
  return { name, offsetAt: () => ({ seconds, name }) };
}

/**
 * Abbreviations that Intl does not give; elsewhere Go's time zone database
 * has numbers or the same names as Intl.
 */
const ABBREVIATIONS: Readonly<Record<string, readonly [string, string]>> = {
  'Africa/Cairo': ['EET', 'EEST'],
  'Africa/Johannesburg': ['SAST', 'SAST'],
  'Africa/Lagos': ['WAT', 'WAT'],
  'Africa/Nairobi': ['EAT', 'EAT'],
  'America/Anchorage': ['AKST', 'AKDT'],
  'America/Chicago': ['CST', 'CDT'],
  'America/Denver': ['MST', 'MDT'],
  'America/Halifax': ['AST', 'ADT'],
  'America/Los_Angeles': ['PST', 'PDT'],
  'America/Mexico_City': ['CST', 'CDT'],
  'America/New_York': ['EST', 'EDT'],
  'America/Phoenix': ['MST', 'MST'],
  'America/Toronto': ['EST', 'EDT'],
  'America/Vancouver': ['PST', 'PDT'],
  'Asia/Hong_Kong': ['HKT', 'HKT'],
  'Asia/Jakarta': ['WIB', 'WIB'],
  'Asia/Jerusalem': ['IST', 'IDT'],
  'Asia/Karachi': ['PKT', 'PKT'],
  'Asia/Kolkata': ['IST', 'IST'],
  'Asia/Calcutta': ['IST', 'IST'],
  'Asia/Manila': ['PST', 'PST'],
  'Asia/Seoul': ['KST', 'KST'],
  'Asia/Shanghai': ['CST', 'CST'],
  'Asia/Taipei': ['CST', 'CST'],
  'Asia/Tokyo': ['JST', 'JST'],
  'Australia/Adelaide': ['ACST', 'ACDT'],
  'Australia/Brisbane': ['AEST', 'AEST'],
  'Australia/Darwin': ['ACST', 'ACST'],
  'Australia/Melbourne': ['AEST', 'AEDT'],
  'Australia/Perth': ['AWST', 'AWST'],
  'Australia/Sydney': ['AEST', 'AEDT'],
  'Etc/GMT': ['GMT', 'GMT'],
  'Etc/UTC': ['UTC', 'UTC'],
  'Europe/Dublin': ['GMT', 'IST'],
  'Europe/Lisbon': ['WET', 'WEST'],
  'Europe/London': ['GMT', 'BST'],
  'Europe/Moscow': ['MSK', 'MSK'],
  'Pacific/Auckland': ['NZST', 'NZDT'],
  'Pacific/Honolulu': ['HST', 'HST'],
  GMT: ['GMT', 'GMT'],
};
const CENTRAL_EUROPE =
  /^Europe\/(Amsterdam|Andorra|Belgrade|Berlin|Bratislava|Brussels|Budapest|Busingen|Copenhagen|Gibraltar|Ljubljana|Luxembourg|Madrid|Malta|Monaco|Oslo|Paris|Podgorica|Prague|Rome|San_Marino|Sarajevo|Skopje|Stockholm|Tirane|Vaduz|Vatican|Vienna|Warsaw|Zagreb|Zurich)$/;
const EASTERN_EUROPE =
  /^Europe\/(Athens|Bucharest|Chisinau|Helsinki|Kiev|Kyiv|Mariehamn|Riga|Sofia|Tallinn|Vilnius)$/;

function abbreviations(name: string): readonly [string, string] | undefined {
  if (CENTRAL_EUROPE.test(name)) {
    return ['CET', 'CEST'];
  }
  return EASTERN_EUROPE.test(name) ? ['EET', 'EEST'] : ABBREVIATIONS[name];
}

/** Zones of the IANA database that are not `Area/City`. */
const ALIASES: Readonly<Record<string, string>> = {
  '': 'UTC',
  UTC: 'UTC',
  Zulu: 'Etc/UTC',
};

/** Of a Date, less a year around it. */
const MAX_SECONDS = 8.64e12 - 400 * 86_400;
/** After 400 years the calendar and its weekdays begin anew. */
const CALENDAR_CYCLE = 146_097 * 86_400;

/** A moment that a Date holds, at the same place of the calendar. */
function recur(seconds: number): number {
  return Math.sign(seconds) * 4 * CALENDAR_CYCLE + (seconds % CALENDAR_CYCLE);
}

/** What zones are called before they had a standard time. */
const LOCAL_MEAN_TIME = 'LMT';

class NamedZone implements Zone {
  private readonly format: Intl.DateTimeFormat;
  private longNames?: Intl.DateTimeFormat;

  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  offsetAt(wanted: number): ZoneOffset {
    const seconds = Math.abs(wanted) > MAX_SECONDS ? recur(wanted) : wanted;
    const offset = this.offsetSeconds(seconds);
    return { seconds: offset, name: this.abbreviation(seconds, offset) };
  }

  private offsetSeconds(seconds: number): number {
    const parts = new Map(
      this.format
        .formatToParts(seconds * 1000)
        .map(({ type, value }) => [type, value]),
    );
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
    const local = new Date(0);
    local.setUTCFullYear(year, part('month') - 1, part('day'));
    local.setUTCHours(part('hour'), part('minute'), part('second'));
    return local.getTime() / 1000 - seconds;
  }

  private abbreviation(seconds: number, offset: number): string {
    const names = abbreviations(this.name);
    if (offset % 60 !== 0) {
      return LOCAL_MEAN_TIME;
    }
    if (!names) {
      return numericName(offset);
    }
    const isSummer =
      offset > this.standardOffset(seconds) || this.isCalledSummer(seconds);
    return isSummer ? names[1] : names[0];
  }

  /** For years without a standard time in January or July, such as 1974 in New York. */
  private isCalledSummer(seconds: number): boolean {
    this.longNames ??= new Intl.DateTimeFormat('en-US', {
      timeZone: this.name,
      timeZoneName: 'long',
    });
    return /Daylight|Summer/.test(this.longNames.format(seconds * 1000));
  }

  /** The lower of the offsets in January and July of that year. */
  private standardOffset(seconds: number): number {
    const year = new Date(seconds * 1000).getUTCFullYear();
    const winter = this.offsetSeconds(Date.UTC(year, 0, 15) / 1000);
    const summer = this.offsetSeconds(Date.UTC(year, 6, 15) / 1000);
    return Math.min(winter, summer);
  }
}

/** `+0530`-like names of zones without an abbreviation, such as `+0545` and `-03`. */
function numericName(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60;
  const sign = offset < 0 ? '-' : '+';
  return sign + hours + (rest > 0 ? String(rest).padStart(2, '0') : '');
}

const known = new Map<string, Zone>([['UTC', UTC]]);

/**
 * A zone by its IANA name; the empty name is UTC.
 * @throws GoError - no such zone
 */
export function loadZone(name: string): Zone {
  const canonical = ALIASES[name] ?? name;
  const cached = known.get(canonical);
  if (cached) {
    return cached;
  }
  if (!/^[A-Za-z]/.test(canonical) || /[^\w/+-]/.test(canonical)) {
    throw new GoError(`unknown time zone ${name}`);
  }
  try {
    const zone = new NamedZone(canonical);
    known.set(canonical, zone);
    return zone;
  } catch {
    throw new GoError(`unknown time zone ${name}`);
  }
}
