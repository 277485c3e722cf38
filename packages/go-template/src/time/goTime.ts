import { GoError } from '../errors';
import { goFunction } from '../values/goFunction';
import { quoteGo } from '../format/quote';
import {
  GoInt,
  GoNamedInt,
  goDuration,
  goInt,
  goInt64,
  goInteger,
} from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoTypes, namedType } from '../values/goType';
import type { GoValue } from '../values/goValue';
import {
  CivilTime,
  civilTime,
  distantCivilTime,
  splitNanoseconds,
} from './civil';
import { formatCivil } from './formatTime';
import { MONTHS, WEEKDAYS } from './layout';
import { UTC, Zone, ZoneOffset } from './zones';

const STRING_LAYOUT = '2006-01-02 15:04:05.999999999 -0700 MST';
const JSON_LAYOUT = '2006-01-02T15:04:05.999999999Z07:00';
const MAX_JSON_YEAR = 9999;
const DAY_SECONDS = 86_400;
const MONTH = namedType('int', 'time.Month');
const LOCATION = namedType('ptr', '*time.Location');
const WEEKDAY = namedType('int', 'time.Weekday');
/** Nanoseconds from the epoch to Go's zero time, 0001-01-01. */
export const ZERO_TIME = -62_135_596_800_000_000_000n;

/** A Go time.Time: nanoseconds since the epoch, and the zone that it is shown in. */
export class GoTime extends GoObject {
  constructor(readonly nanoseconds: bigint, readonly zone: Zone) {
    super({
      type: GoTypes.time,
      string: () => this.format(STRING_LAYOUT),
      json: () => jsonText(this),
      privateFields: () => privateFields(this),
      goString: () => goString(this),
    });
  }

  get offset(): ZoneOffset {
    return this.zone.offsetAt(splitNanoseconds(this.nanoseconds)[0]);
  }

  get civil(): CivilTime {
    const [seconds, rest] = splitNanoseconds(this.nanoseconds);
    const offset = this.offset.seconds;
    return Number.isSafeInteger(seconds)
      ? civilTime(seconds + offset, rest)
      : distantCivilTime(this.nanoseconds, offset);
  }

  /** Text by a Go layout. */
  format(layout: string): string {
    return formatCivil(this.civil, this.offset, layout);
  }

  /** The same moment in another zone. */
  in(zone: Zone): GoTime {
    return new GoTime(this.nanoseconds, zone);
  }

  add(nanoseconds: bigint): GoTime {
    return new GoTime(this.nanoseconds + nanoseconds, this.zone);
  }

  override method(name: string) {
    const body = METHODS[name];
    return body && goFunction(...body(this));
  }
}

/**
 * Go's Time.MarshalJSON.
 * @throws GoError - a year or a zone that RFC 3339 can't write
 */
function jsonText(time: GoTime): string {
  const { year } = time.civil;
  if (year < 0 || year > MAX_JSON_YEAR) {
    throw jsonError('year outside of range [0,9999]');
  }
  if (Math.abs(time.offset.seconds) >= DAY_SECONDS) {
    throw jsonError('timezone hour outside of range [0,23]');
  }
  return time.format(JSON_LAYOUT);
}

function jsonError(reason: string): GoError {
  return new GoError(
    `json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: ${reason}`,
  );
}

/** What Go keeps of a time without a monotonic clock. */
function privateFields(time: GoTime): ReadonlyMap<string, GoValue> {
  const [seconds, rest] = splitNanoseconds(time.nanoseconds);
  const [start] = splitNanoseconds(ZERO_TIME);
  const isNil = time.zone === UTC;
  return new Map<string, GoValue>([
    ['wall', goInteger(GoTypes.uint64, BigInt(rest))],
    ['ext', goInt64(BigInt(seconds) - BigInt(start))],
    ['loc', new GoObject({ type: LOCATION, isNil })],
  ]);
}

/** Go syntax that makes the time. */
function goString({ civil, zone }: GoTime): string {
  const { year, month, day, hour, minute, second, nanosecond } = civil;
  const place =
    zone === UTC ? 'time.UTC' : `time.Location(${quoteGo(zone.name)})`;
  return `time.Date(${year}, time.${
    MONTHS[month - 1]
  }, ${day}, ${hour}, ${minute}, ${second}, ${nanosecond}, ${place})`;
}

type Method = (time: GoTime) => Parameters<typeof goFunction>;

function getter(read: (time: GoTime) => GoValue): Method {
  return time => ['', () => read(time)];
}

function named(type: typeof MONTH, names: readonly string[], value: number) {
  return new GoNamedInt(type, BigInt(value), names[value] ?? '');
}

/** The methods of time.Time that charts call. */
const METHODS: Readonly<Record<string, Method>> = {
  Format: time => ['string', ([layout]) => time.format(layout as string)],
  String: getter(time => time.format(STRING_LAYOUT)),
  Unix: getter(time => goInt64(splitNanoseconds(time.nanoseconds)[0])),
  UnixMilli: getter(time =>
    goInt64(
      (time.nanoseconds - mod(time.nanoseconds, 1_000_000n)) / 1_000_000n,
    ),
  ),
  UnixNano: getter(time => goInt64(time.nanoseconds)),
  Year: getter(time => goInt(time.civil.year)),
  Month: getter(time => named(MONTH, ['', ...MONTHS], time.civil.month)),
  Day: getter(time => goInt(time.civil.day)),
  Hour: getter(time => goInt(time.civil.hour)),
  Minute: getter(time => goInt(time.civil.minute)),
  Second: getter(time => goInt(time.civil.second)),
  Nanosecond: getter(time => goInt(time.civil.nanosecond)),
  YearDay: getter(time => goInt(time.civil.yearDay)),
  Weekday: getter(time => named(WEEKDAY, WEEKDAYS, time.civil.weekday)),
  UTC: getter(time => time.in(UTC)),
  IsZero: getter(time => time.nanoseconds === ZERO_TIME),
  Add: time => [
    'duration',
    ([duration]) => time.add((duration as GoInt).value),
  ],
  Sub: time => [
    'time',
    ([other]) => goDuration(time.nanoseconds - (other as GoTime).nanoseconds),
  ],
  Before: time => [
    'time',
    ([other]) => time.nanoseconds < (other as GoTime).nanoseconds,
  ],
  After: time => [
    'time',
    ([other]) => time.nanoseconds > (other as GoTime).nanoseconds,
  ],
  Equal: time => [
    'time',
    ([other]) => time.nanoseconds === (other as GoTime).nanoseconds,
  ],
};

function mod(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

/** A time from nanoseconds since the epoch. Default zone: UTC. */
export function goTime(nanoseconds: bigint, zone: Zone = UTC): GoTime {
  return new GoTime(nanoseconds, zone);
}
