import { GoError } from '../errors';
import { formatDuration } from '../format/formatDuration';
import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import { quoteGo } from '../format/quote';
import { formatFloat } from '../format/formatFloat';
import { GoComplex } from '../values/goComplex';
import { GoMap, GoNamedString, GoSlice } from '../values/goCollections';
import { GoInt } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf, kindOf, mapOf, sortedKeys } from '../values/reflect';
import { GoTime } from '../time/goTime';
import { tomlTimeText } from './tomlTime';

type Table = Map<string, GoValue>;

const BARE_KEY = /^[A-Za-z0-9_-]+$/;
const INDENT = '  ';
const ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/**
 * TOML as github.com/BurntSushi/toml's encoder writes it: simple keys first,
 * then tables, each sorted.
 * @throws GoError - a value that TOML can't hold
 */
export function encodeToml(value: GoValue): string {
  const table = tableOf(value);
  if (!table) {
    if (value instanceof GoComplex) {
      throw new GoError(`unsupported type for key '': ${kindOf(value)}`);
    }
    if (typeOfToml(value) === 'tables') {
      throw new GoError('toml: top-level values must be Go maps or structs');
    }
    return element(value);
  }
  const encoder = new Encoder();
  if (!isNilValue(value)) {
    encoder.table([], table);
  }
  return encoder.text;
}

function keyText(key: string): string {
  return BARE_KEY.test(key) ? key : stringText(key);
}

function stringText(text: string): string {
  const body = text.replace(/[\u0000-\u001f"\\\u007f]/g, char => {
    const code = char.charCodeAt(0).toString(16).padStart(4, '0');
    return ESCAPES[char] ?? `\\u${code}`;
  });
  return `"${body}"`;
}

function isNilValue(value: GoValue): boolean {
  return (
    value === null ||
    value === undefined ||
    ((value instanceof GoMap || value instanceof GoSlice) && value.isNil)
  );
}

/** The entries of a map or struct. */
function tableOf(value: GoValue): Table | undefined {
  const isText = value instanceof GoObject && value.goType.kind === 'ptr';
  const isTime = value instanceof GoTime;
  return value instanceof GoObject && !isText && !isTime && !mapOf(value)
    ? new Map(value.fields)
    : mapOf(value);
}

/**
 * How a value is written: a table, a list of tables, or in one line.
 * @throws GoError - a list with a nil in it
 */
function typeOfToml(value: GoValue): 'table' | 'tables' | 'inline' {
  if (isNilValue(value)) {
    return 'inline';
  }
  if (tableOf(value)) {
    return 'table';
  }
  if (value instanceof GoComplex) {
    throw new GoError('unsupported type: complex128');
  }
  const items = elementsOf(value) ?? [];
  if (items.some(isNilValue)) {
    throw new GoError('toml: cannot encode array with nil element');
  }
  const types = items.map(typeOfToml);
  const isTables = items.length > 0 && types.every(type => type === 'table');
  return isTables ? 'tables' : 'inline';
}

/** Keys of what is written in one line, and of tables, each sorted. */
function splitKeys(table: Table): [string[], string[]] {
  const direct: string[] = [];
  const sub: string[] = [];
  for (const key of sortedKeys(table)) {
    (typeOfToml(table.get(key)) === 'inline' ? direct : sub).push(key);
  }
  return [direct, sub];
}

class Encoder {
  text = '';

  table(path: readonly string[], table: Table): void {
    const [direct, sub] = splitKeys(table);
    const isSet = (key: string) => !isNilValue(table.get(key));
    for (const key of direct.filter(isSet)) {
      const indent = INDENT.repeat(path.length);
      this.text += `${indent}${keyText(key)} = ${element(table.get(key))}\n`;
    }
    for (const key of sub.filter(isSet)) {
      this.subTable([...path, key], table.get(key));
    }
  }

  private subTable(path: readonly string[], value: GoValue): void {
    const table = tableOf(value);
    if (table) {
      this.header(path, '[', ']');
      this.table(path, table);
      return;
    }
    for (const item of elementsOf(value) ?? []) {
      this.header(path, '[[', ']]');
      this.table(path, tableOf(item) as Table);
    }
  }

  private header(path: readonly string[], open: string, close: string): void {
    const isApart = path.length === 1 || open === '[[';
    if (isApart && this.text !== '') {
      this.text += '\n';
    }
    const indent = INDENT.repeat(path.length - 1);
    this.text += `${indent}${open}${path.map(keyText).join('.')}${close}\n`;
  }
}

function element(value: GoValue): string {
  switch (typeof value) {
    case 'string':
      return stringText(value);
    case 'boolean':
      return String(value);
    case 'number':
      return floatText(value);
    default:
  }
  if (value instanceof GoInt) {
    return value.type === GoTypes.duration
      ? stringText(formatDuration(value.value))
      : value.value.toString();
  }
  if (value instanceof GoNamedString) {
    return value.goType === GoTypes.jsonNumber
      ? numberText(value.text)
      : stringText(value.text);
  }
  if (value instanceof GoTime) {
    return tomlTimeText(value);
  }
  return collection(value);
}

function collection(value: GoValue): string {
  const items = elementsOf(value);
  if (items) {
    typeOfToml(value);
    return `[${items.map(element).join(', ')}]`;
  }
  const table = tableOf(value);
  if (table) {
    return `{${inlinePairs(table)}}`;
  }
  if (value instanceof GoObject && value.string) {
    return stringText(value.string());
  }
  throw new GoError(`unsupported type for key '': ${kindOf(value)}`);
}

/** Pairs in one line; a nil at the end leaves a comma behind, as in Go. */
function inlinePairs(table: Table): string {
  const [direct, sub] = splitKeys(table);
  const pairs = (keys: readonly string[], goesOn: boolean) =>
    keys
      .map((key, i) => {
        const isLast = i === keys.length - 1 && !goesOn;
        return isNilValue(table.get(key))
          ? ''
          : `${keyText(key)} = ${element(table.get(key))}${isLast ? '' : ', '}`;
      })
      .join('');
  return pairs(direct, sub.length > 0) + pairs(sub, false);
}

/** A json.Number: an integer if it can be one, else a float. */
function numberText(text: string): string {
  const integer = text === '' ? 0n : parseIntGo(text, 10);
  if (integer !== undefined && BigInt.asIntN(64, integer) === integer) {
    return integer.toString();
  }
  const float = parseFloatGo(text);
  if (float === undefined) {
    throw new GoError(`unable to convert ${quoteGo(text)} to int64 or float64`);
  }
  return floatText(float);
}

/** Always with a point or an exponent, so that it stays a float. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) {
    const infinity = value > 0 ? 'inf' : '-inf';
    return Number.isNaN(value) ? 'nan' : infinity;
  }
  const text = formatFloat(value, 'g');
  return /[.e]/.test(text) ? text : `${text}.0`;
}
