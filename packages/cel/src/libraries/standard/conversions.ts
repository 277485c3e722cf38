import { uint } from '../../evaluate/arithmetic';
import type { Budget } from '../../evaluate/Budget';
import {
  Fault,
  INT_OVERFLOW,
  TIMESTAMP_OVERFLOW,
  UINT_OVERFLOW,
} from '../../values/Fault';
import {
  formatPlain,
  formatShortest,
  INT_MAX,
  INT_MIN,
  parseDouble,
  parseInteger,
  UINT_MAX,
} from '../../values/numbers';
import {
  durationSeconds,
  epochSeconds,
  formatTimestamp,
  isInRange,
  parseDuration,
  parseTimestamp,
  SECOND,
} from '../../values/time';
import { encodeText } from '../../values/encodeText';
import { typeOf } from '../../values/typeOf';
import type { Result, Value } from '../../values/Value';
import { Duration, Timestamp, Uint } from '../../values/Value';
import type { Overload } from '../Library';
import { fn } from '../Library';

const identity = ([value]: readonly Value[]): Result => value;

function failed(from: string, to: string): Fault {
  return new Fault(`type conversion error from '${from}' to '${to}'`);
}

const BOOLS: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map(text => [text, true]),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map(text => [text, false]),
]);

function toBool([text]: readonly Value[]): Result {
  const name = String(text);
  return Object.hasOwn(BOOLS, name) ? BOOLS[name] : failed('string', 'bool');
}

function toBytes([text]: readonly Value[], budget: Budget): Result {
  budget.allocate(String(text).length * 3);
  return encodeText(String(text));
}

function bytesToString([bytes]: readonly Value[], budget: Budget): Result {
  const data = bytes as Uint8Array;
  budget.allocate(data.length * 2);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      data,
    );
  } catch {
    return new Fault('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** Doubles at the ends of the range are refused: they are not exact. */
function doubleToInt([value]: readonly Value[]): Result {
  const number = value as number;
  const isInside = number > Number(INT_MIN) && number < Number(INT_MAX);
  return isInside ? BigInt(Math.trunc(number)) : INT_OVERFLOW;
}

function doubleToUint([value]: readonly Value[]): Result {
  const number = value as number;
  const isInside = number >= 0 && number < Number(UINT_MAX);
  return isInside ? new Uint(BigInt(Math.trunc(number))) : UINT_OVERFLOW;
}

function stringToInt([text]: readonly Value[]): Result {
  const value = parseInteger(String(text), /^[+-]?\d+$/, INT_MIN, INT_MAX);
  return value ?? failed('string', 'int');
}

function stringToUint([text]: readonly Value[]): Result {
  const value = parseInteger(String(text), /^\d+$/, 0n, UINT_MAX);
  return value === undefined ? failed('string', 'uint') : new Uint(value);
}

function stringToTimestamp([text]: readonly Value[]): Result {
  const time = parseTimestamp(String(text));
  if (time === undefined) return failed('string', 'google.protobuf.Timestamp');
  return isInRange(time.nanoseconds) ? time : TIMESTAMP_OVERFLOW;
}

function intToTimestamp([seconds]: readonly Value[]): Result {
  const time = (seconds as bigint) * SECOND;
  return isInRange(time) ? new Timestamp(time) : TIMESTAMP_OVERFLOW;
}

const uintOf = ([value]: readonly Value[]) => (value as Uint).value;

function uintToInt(args: readonly Value[]): Result {
  const value = uintOf(args);
  return value > INT_MAX ? INT_OVERFLOW : value;
}

/** Conversions between types, each named after the type that it yields. */
export const CONVERSIONS: readonly Overload[] = [
  fn('type', '(A) type(A)', ([value]) => typeOf(value)),
  fn('dyn', '(A) dyn', identity),
  fn('bool', '(bool) bool', identity),
  fn('bool', '(string) bool', toBool),
  fn('bytes', '(bytes) bytes', identity),
  fn('bytes', '(string) bytes', toBytes),
  fn('double', '(double) double', identity),
  fn('double', '(int) double', ([value]) => Number(value)),
  fn(
    'double',
    '(string) double',
    ([text]) => parseDouble(String(text)) ?? failed('string', 'double'),
  ),
  fn('double', '(uint) double', args => Number(uintOf(args))),
  fn('duration', '(duration) duration', identity),
  fn('duration', '(int) duration', ([value]) => new Duration(value as bigint)),
  fn(
    'duration',
    '(string) duration',
    ([text]) =>
      parseDuration(String(text)) ??
      failed('string', 'google.protobuf.Duration'),
  ),
  fn('int', '(int) int', identity),
  fn('int', '(double) int', doubleToInt),
  fn('int', '(duration) int', ([value]) => (value as Duration).nanoseconds),
  fn('int', '(string) int', stringToInt),
  fn('int', '(timestamp) int', ([value]) => epochSeconds(value as Timestamp)),
  fn('int', '(uint) int', uintToInt),
  fn('string', '(string) string', identity),
  fn('string', '(bool) string', ([value]) => String(value)),
  fn('string', '(bytes) string', bytesToString),
  fn('string', '(double) string', ([value]) => formatShortest(value as number)),
  fn(
    'string',
    '(duration) string',
    ([value]) => `${formatPlain(durationSeconds(value as Duration))}s`,
  ),
  fn('string', '(int) string', ([value]) => String(value)),
  fn('string', '(timestamp) string', ([value]) => {
    const time = value as Timestamp;
    return formatTimestamp(time, time.offsetMinutes);
  }),
  fn('string', '(uint) string', args => String(uintOf(args))),
  fn('timestamp', '(timestamp) timestamp', identity),
  fn('timestamp', '(int) timestamp', intToTimestamp),
  fn('timestamp', '(string) timestamp', stringToTimestamp),
  fn('uint', '(uint) uint', identity),
  fn('uint', '(double) uint', doubleToUint),
  fn('uint', '(int) uint', ([value]) => uint(value as bigint)),
  fn('uint', '(string) uint', stringToUint),
];
