import { GoError } from '../errors';
import { formatDuration } from '../format/formatDuration';
import { formatFloat } from '../format/formatFloat';
import { GoNamedString } from '../values/goCollections';
import { GoInt } from '../values/goInt';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf, mapOf, sortedKeys } from '../values/reflect';
import { GoTime } from '../time/goTime';

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
  const table = mapOf(value);
  if (!table) {
    if (isTableList(value)) {
      throw new GoError('toml: top-level values must be Go maps or structs');
    }
    return element(value);
  }
  const encoder = new Encoder();
  encoder.table([], table);
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

function isTableList(value: GoValue): boolean {
  const items = elementsOf(value);
  return (
    items !== undefined &&
    items.length > 0 &&
    items.every(item => mapOf(item) !== undefined)
  );
}

function isNilValue(value: GoValue): boolean {
  return value === null || value === undefined;
}

class Encoder {
  text = '';

  table(path: readonly string[], table: Table): void {
    const keys = sortedKeys(table).filter(key => !isNilValue(table.get(key)));
    const isSub = (key: string) =>
      mapOf(table.get(key)) !== undefined || isTableList(table.get(key));
    for (const key of keys.filter(name => !isSub(name))) {
      const indent = INDENT.repeat(path.length);
      this.text += `${indent}${keyText(key)} = ${element(table.get(key))}\n`;
    }
    for (const key of keys.filter(isSub)) {
      this.subTable([...path, key], table.get(key));
    }
  }

  private subTable(path: readonly string[], value: GoValue): void {
    const table = mapOf(value);
    if (table) {
      this.header(path, '[', ']');
      this.table(path, table);
      return;
    }
    for (const item of elementsOf(value) ?? []) {
      this.header(path, '[[', ']]');
      this.table(path, mapOf(item) as Table);
    }
  }

  private header(path: readonly string[], open: string, close: string): void {
    if (path.length === 1 && this.text !== '') {
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
      ? value.text
      : stringText(value.text);
  }
  if (value instanceof GoTime) {
    return value.format('2006-01-02T15:04:05.999999999Z07:00');
  }
  return collection(value);
}

function collection(value: GoValue): string {
  const items = elementsOf(value);
  if (items) {
    if (items.some(isNilValue)) {
      throw new GoError('toml: cannot encode array with nil element');
    }
    return `[${items.map(element).join(', ')}]`;
  }
  const table = mapOf(value);
  if (!table) {
    throw new GoError('toml: cannot encode this type of value');
  }
  const pairs = sortedKeys(table)
    .filter(key => !isNilValue(table.get(key)))
    .map(key => `${keyText(key)} = ${element(table.get(key))}`);
  return `{${pairs.join(', ')}}`;
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
