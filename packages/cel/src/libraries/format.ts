import type { Budget } from '../evaluate/Budget';
import { encodeText } from '../values/encodeText';
import { compareStrings } from '../values/compare';
import { Fault, isFault } from '../values/Fault';
import { formatFixed, formatPlain, formatScientific } from '../values/numbers';
import { durationSeconds, formatTimestamp } from '../values/time';
import { typeOf } from '../values/typeOf';
import type { Result, Value } from '../values/Value';
import { CelList, CelMap, Duration, Timestamp, Uint } from '../values/Value';
import { CelType } from '../types/CelType';
import type { Clause } from './formatClauses';
import { parseFormat } from './formatClauses';

type Formatted = string | Fault;

function special(value: number): string | undefined {
  if (Number.isFinite(value)) return undefined;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

function refused(rule: string, type: string): Fault {
  return new Fault(`error during formatting: ${rule}, was given ${type}`);
}

const STRING_RULE =
  'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';

const DECIMAL_RULE =
  'decimal clause can only be used on ints, uints, and doubles';
const BINARY_RULE = 'only ints, uints, and bools can be formatted as binary';
const OCTAL_RULE = 'octal clause can only be used on ints and uints';
const HEX_RULE = 'only ints, uints, bytes, and strings can be formatted as hex';
const doubleRule = (name: string) =>
  `${name} clause can only be used on ints, uints, and doubles`;

function formatList(list: CelList, budget: Budget): Formatted {
  const parts: string[] = [];
  for (const item of list) {
    const part = formatValue(item, budget);
    if (isFault(part)) return part;
    parts.push(part);
  }
  return `[${parts.join(', ')}]`;
}

function formatMap(map: CelMap, budget: Budget): Formatted {
  const parts: (readonly [string, string])[] = [];
  for (const key of map.keys()) {
    const name = formatValue(key, budget);
    if (isFault(name)) return name;
    const item = formatValue(map.find(key) ?? null, budget);
    if (isFault(item)) return item;
    parts.push([name, item]);
  }
  parts.sort(([a], [b]) => compareStrings(a, b));
  return `{${parts.map(([key, item]) => `${key}: ${item}`).join(', ')}}`;
}

/** `%s` */
function formatValue(value: Value, budget: Budget): Formatted {
  budget.step(1);
  if (value instanceof CelList) return formatList(value, budget);
  if (value instanceof CelMap) return formatMap(value, budget);
  if (typeof value === 'number') return special(value) ?? formatPlain(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration)
    return `${formatPlain(durationSeconds(value))}s`;
  if (value instanceof CelType) return value.name;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return value === null || typeof value !== 'object'
    ? String(value)
    : refused(STRING_RULE, typeOf(value).name);
}

function integerOf(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof Uint ? value.value : undefined;
}

function formatDecimal(value: Value): Formatted {
  if (typeof value === 'number') return special(value) ?? formatPlain(value);
  const integer = integerOf(value);
  return integer === undefined
    ? refused(DECIMAL_RULE, typeOf(value).name)
    : String(integer);
}

function formatDouble(
  { verb, precision }: Clause,
  value: Value,
  name: string,
): Formatted {
  const integer = integerOf(value);
  const number = integer === undefined ? value : Number(integer);
  if (typeof number !== 'number') {
    return refused(doubleRule(name), typeOf(value).name);
  }
  const print = verb === 'f' ? formatFixed : formatScientific;
  return special(number) ?? print(number, precision);
}

function formatBinary(value: Value): Formatted {
  if (typeof value === 'boolean') return value ? '1' : '0';
  const integer = integerOf(value);
  return integer === undefined
    ? refused(BINARY_RULE, typeOf(value).name)
    : integer.toString(2);
}

function formatOctal(value: Value): Formatted {
  const integer = integerOf(value);
  return integer === undefined
    ? refused(OCTAL_RULE, typeOf(value).name)
    : integer.toString(8);
}

function hexOf(value: Value): string | undefined {
  const integer = integerOf(value);
  if (integer !== undefined) return integer.toString(16);
  const bytes = typeof value === 'string' ? encodeText(value) : value;
  return bytes instanceof Uint8Array
    ? Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
    : undefined;
}

function formatHex(value: Value, isUpper: boolean): Formatted {
  const text = hexOf(value);
  if (text === undefined) {
    return refused(HEX_RULE, typeOf(value).name);
  }
  return isUpper ? text.toUpperCase() : text;
}

function formatClause(clause: Clause, value: Value, budget: Budget): Formatted {
  switch (clause.verb) {
    case 's':
      return formatValue(value, budget);
    case 'd':
      return formatDecimal(value);
    case 'f':
      return formatDouble(clause, value, 'fixed-point');
    case 'e':
      return formatDouble(clause, value, 'scientific');
    case 'b':
      return formatBinary(value);
    case 'o':
      return formatOctal(value);
    default:
      return formatHex(value, clause.verb === 'X');
  }
}

const RULES: Readonly<Record<string, readonly [kinds: string, rule: string]>> =
  {
    s: [
      'bool bytes double duration int list map null string timestamp type uint',
      STRING_RULE,
    ],
    d: ['double int uint', DECIMAL_RULE],
    f: ['double int uint', doubleRule('fixed-point')],
    e: ['double int uint', doubleRule('scientific')],
    b: ['bool int uint', BINARY_RULE],
    x: ['bytes int string uint', HEX_RULE],
    X: ['bytes int string uint', HEX_RULE],
    o: ['int uint', OCTAL_RULE],
  };

/** Why values of a type can't be formatted by a clause; undefined when they can. */
export function clauseFault(
  { verb }: Clause,
  { kind, name }: CelType,
): Fault | undefined {
  const [kinds, rule] = RULES[verb];
  return kind === 'dyn' || kind === 'error' || kinds.split(' ').includes(kind)
    ? undefined
    : refused(rule, name);
}

const CHAR_BYTES = 2;
const MAX_DIGITS = 330;

/** Rough size of what a value is printed as, before it is. */
function sizeOf(value: Value, clause: Clause): number {
  const isText = typeof value === 'string' || value instanceof Uint8Array;
  return isText ? value.length * 2 : MAX_DIGITS + clause.precision;
}

/** `'%s is %d'.format(['a', 1])` */
export function formatText(
  format: string,
  args: CelList,
  budget: Budget,
): Result {
  budget.allocate(format.length * CHAR_BYTES);
  const parts = parseFormat(format, args.size);
  if (isFault(parts)) return parts;
  const texts: string[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    const value = args.at(part.argument);
    budget.allocate(sizeOf(value, part) * CHAR_BYTES);
    const text = formatClause(part, value, budget);
    if (isFault(text)) return text;
    budget.allocate(text.length * CHAR_BYTES);
    texts.push(text);
  }
  return texts.join('');
}
