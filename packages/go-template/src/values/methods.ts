import { GoError } from '../errors';
import { formatDuration } from '../format/formatDuration';
import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import { quoteGo } from '../format/quote';
import { GoNamedString } from './goCollections';
import { GoFunction, goFunction } from './goFunction';
import { GoInt, goInt64 } from './goInt';
import { GoObject } from './goObject';
import { GoTypes } from './goType';
import type { GoValue } from './goValue';

const NANOSECONDS = {
  hour: 3_600_000_000_000,
  minute: 60_000_000_000,
  second: 1_000_000_000,
};

/** The method of that name that templates may call on a value. */
export function methodOf(value: GoValue, name: string): GoFunction | undefined {
  if (value instanceof GoObject) {
    return value.method(name);
  }
  if (value instanceof GoNamedString) {
    return value.goType === GoTypes.jsonNumber
      ? jsonNumberMethod(value.text, name)
      : undefined;
  }
  return value instanceof GoInt && value.type === GoTypes.duration
    ? durationMethod(value.value, name)
    : undefined;
}

function jsonNumberMethod(text: string, name: string): GoFunction | undefined {
  switch (name) {
    case 'String':
      return goFunction('', () => text);
    case 'Int64':
      return goFunction('', () => {
        const value = parseIntGo(text, 10);
        if (value === undefined) {
          throw new GoError(
            `strconv.ParseInt: parsing ${quoteGo(text)}: invalid syntax`,
          );
        }
        return goInt64(value);
      });
    case 'Float64':
      return goFunction('', () => parseFloatGo(text) ?? 0);
    default:
      return undefined;
  }
}

function durationMethod(
  nanoseconds: bigint,
  name: string,
): GoFunction | undefined {
  const count = Number(nanoseconds);
  switch (name) {
    case 'String':
      return goFunction('', () => formatDuration(nanoseconds));
    case 'Hours':
      return goFunction('', () => count / NANOSECONDS.hour);
    case 'Minutes':
      return goFunction('', () => count / NANOSECONDS.minute);
    case 'Seconds':
      return goFunction('', () => count / NANOSECONDS.second);
    case 'Milliseconds':
      return goFunction('', () => goInt64(nanoseconds / 1_000_000n));
    case 'Microseconds':
      return goFunction('', () => goInt64(nanoseconds / 1_000n));
    case 'Nanoseconds':
      return goFunction('', () => goInt64(nanoseconds));
    default:
      return undefined;
  }
}
