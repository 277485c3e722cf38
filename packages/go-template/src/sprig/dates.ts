import type { CallContext } from '../exec/callContext';
import { formatDuration } from '../format/formatDuration';
import { parseIntGo } from '../format/parseNumber';
import { goFunction } from '../values/goFunction';
import { GoInt } from '../values/goInt';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { splitNanoseconds } from '../time/civil';
import { GoTime, goTime, ZERO_TIME } from '../time/goTime';
import { parseDuration } from '../time/parseDuration';
import { parseTime } from '../time/parseTime';
import { loadZone, UTC, Zone } from '../time/zones';
import { Definitions } from './define';
import { orElse } from './encodings';

const SECOND = 1_000_000_000n;
const HTML_DATE = '2006-01-02';

function localZone({ environment }: CallContext): Zone {
  return loadZone(environment.timeZone ?? 'UTC');
}

function currentTime(context: CallContext): GoTime {
  const milliseconds = context.environment.now?.() ?? 0;
  return goTime(
    BigInt(Math.floor(milliseconds)) * 1_000_000n,
    localZone(context),
  );
}

function isPlainInt(value: GoValue): value is GoInt {
  return (
    value instanceof GoInt &&
    (value.type === GoTypes.int ||
      value.type === GoTypes.int64 ||
      value.type === GoTypes.int32)
  );
}

/** A time, or seconds since the epoch; anything else is now. */
function momentOf(value: GoValue, context: CallContext): GoTime {
  if (value instanceof GoTime) {
    return value;
  }
  return isPlainInt(value)
    ? goTime(value.value * SECOND)
    : currentTime(context);
}

function dateText(
  layout: string,
  value: GoValue,
  zoneName: string,
  context: CallContext,
): string {
  const zone =
    zoneName === 'Local'
      ? localZone(context)
      : orElse(
          () => loadZone(zoneName),
          () => UTC,
        );
  return momentOf(value, context).in(zone).format(layout);
}

function ago(value: GoValue, context: CallContext): string {
  const elapsed =
    currentTime(context).nanoseconds - momentOf(value, context).nanoseconds;
  const half = elapsed < 0n ? -SECOND / 2n : SECOND / 2n;
  return formatDuration(((elapsed + half) / SECOND) * SECOND);
}

function durationOfSeconds(value: GoValue): string {
  let seconds = 0n;
  if (typeof value === 'string') {
    seconds = parseIntGo(value, 10) ?? 0n;
  } else if (value instanceof GoInt && value.type === GoTypes.int64) {
    seconds = value.value;
  }
  return formatDuration(BigInt.asIntN(64, seconds * SECOND));
}

const ROUND_UNITS: readonly (readonly [bigint, string])[] = [
  [24n * 365n * 3600n * SECOND, 'y'],
  [24n * 30n * 3600n * SECOND, 'mo'],
  [24n * 3600n * SECOND, 'd'],
  [3600n * SECOND, 'h'],
  [60n * SECOND, 'm'],
  [SECOND, 's'],
];

function durationOf(value: GoValue, context: CallContext): bigint {
  if (typeof value === 'string') {
    return orElse(
      () => parseDuration(value),
      () => 0n,
    );
  }
  if (value instanceof GoTime) {
    return currentTime(context).nanoseconds - value.nanoseconds;
  }
  const isInt64 = value instanceof GoInt && value.type === GoTypes.int64;
  return isInt64 ? value.value : 0n;
}

function roundedDuration(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const [unit, name] = ROUND_UNITS.find(([limit]) => size > limit) ?? [];
  return unit === undefined ? '0s' : `${size / unit}${name}`;
}

function modify(text: string, time: GoTime, isStrict: boolean): GoTime {
  return orElse(
    () => time.add(parseDuration(text)),
    error => {
      if (isStrict) {
        throw error;
      }
      return time;
    },
  );
}

const date = goFunction('string, any', ([layout, value], context) =>
  dateText(layout as string, value, 'Local', context),
);
const dateInZone = goFunction(
  'string, any, string',
  ([layout, value, zone], context) =>
    dateText(layout as string, value, zone as string, context),
);
const dateModify = goFunction('string, time', ([text, time]) =>
  modify(text as string, time as GoTime, false),
);
const mustDateModify = goFunction('string, time', ([text, time]) =>
  modify(text as string, time as GoTime, true),
);

/** Sprig's date functions. "Local" is the environment's time zone. */
export const dateFunctions: Definitions = {
  now: goFunction('', (_, context) => currentTime(context), 'time.Time'),
  date,
  dateInZone,
  date_in_zone: dateInZone,
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  ago: goFunction('any', ([value], context) => ago(value, context)),
  duration: goFunction('any', ([value]) => durationOfSeconds(value)),
  durationRound: goFunction('any', ([value], context) =>
    roundedDuration(durationOf(value, context)),
  ),
  htmlDate: goFunction('any', ([value], context) =>
    dateText(HTML_DATE, value, 'Local', context),
  ),
  htmlDateInZone: goFunction('any, string', ([value, zone], context) =>
    dateText(HTML_DATE, value, zone as string, context),
  ),
  toDate: goFunction('string, string', ([layout, text], context) =>
    orElse(
      () => parseTime(layout as string, text as string, localZone(context)),
      () => goTime(ZERO_TIME),
    ),
  ),
  mustToDate: goFunction('string, string', ([layout, text], context) =>
    parseTime(layout as string, text as string, localZone(context)),
  ),
  unixEpoch: goFunction('time', ([time]) =>
    String(splitNanoseconds((time as GoTime).nanoseconds)[0]),
  ),
};
