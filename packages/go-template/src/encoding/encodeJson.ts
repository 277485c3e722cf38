import { formatJsonFloat } from '../format/formatFloat';
import { GoError } from '../errors';
import { GoMap, GoNamedString, GoSlice } from '../values/goCollections';
import { GoInt } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf, mapOf, sortedKeys, typeOf } from '../values/reflect';
import { refuseCycle } from './plainValue';
import { base64 } from './base64';

/** How JSON is written. */
export interface JsonOptions {
  /** Write `<`, `>` and `&` as escapes, as Go does by default. */
  readonly escapeHtml: boolean;
  /** Indentation of one level; undefined writes one line. */
  readonly indent?: string;
}

const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;
const PLAIN_RAW = /^[ !#-[\]-~]*$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** A JSON string as Go's encoding/json writes it. */
function encodeJsonString(text: string, escapeHtml: boolean): string {
  if ((escapeHtml ? PLAIN : PLAIN_RAW).test(text)) {
    return `"${text}"`;
  }
  let out = '"';
  for (const rune of text) {
    out += escapeRune(rune, escapeHtml);
  }
  return `${out}"`;
}

function escapeRune(rune: string, escapeHtml: boolean): string {
  if (ESCAPES[rune]) {
    return ESCAPES[rune];
  }
  const code = rune.codePointAt(0) as number;
  const isHtml = rune === '<' || rune === '>' || rune === '&';
  const isLineEnd = code === 0x2028 || code === 0x2029;
  if (code < 0x20 || isLineEnd || (isHtml && escapeHtml)) {
    return `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return code >= 0xd800 && code <= 0xdfff ? '\\ufffd' : rune;
}

/**
 * Go's json.Marshal of a value.
 * @throws GoError - a value that JSON can't hold: NaN, infinity, a function
 */
export function encodeJson(value: GoValue, options: JsonOptions): string {
  return new Encoder(options).encode(value, '\n', 0);
}

class Encoder {
  constructor(private readonly options: JsonOptions) {}

  /** @param line - line break and indentation of the enclosing value */
  encode(value: GoValue, line: string, depth: number): string {
    switch (typeof value) {
      case 'string':
        return encodeJsonString(value, this.options.escapeHtml);
      case 'boolean':
        return String(value);
      case 'number':
        return encodeFloat(value);
      case 'undefined':
        return 'null';
      default:
        return value === null ? 'null' : this.object(value, line, depth);
    }
  }

  private object(value: object & GoValue, line: string, depth: number) {
    refuseCycle(value, depth);
    if (value instanceof GoInt) {
      return value.value.toString();
    }
    if (value instanceof GoNamedString) {
      return this.namedString(value);
    }
    if (value instanceof Uint8Array) {
      return `"${base64(value)}"`;
    }
    if ((value instanceof GoMap || value instanceof GoSlice) && value.isNil) {
      return 'null';
    }
    if (value instanceof GoObject && value.json) {
      return this.encode(value.json(), line, depth + 1);
    }
    const elements = elementsOf(value);
    if (elements) {
      return this.list(elements, line, depth);
    }
    const map = mapOf(value);
    if (map) {
      return this.dict(map, sortedKeys(map), line, depth);
    }
    if (value instanceof GoObject) {
      const names = Array.from(value.fields.keys());
      return this.dict(value.fields, names, line, depth);
    }
    throw new GoError(`json: unsupported type: ${typeOf(value).name}`);
  }

  private namedString(value: GoNamedString): string {
    if (value.goType !== GoTypes.jsonNumber) {
      return encodeJsonString(value.text, this.options.escapeHtml);
    }
    const text = value.text === '' ? '0' : value.text;
    if (!NUMBER.test(text)) {
      throw new GoError(`json: invalid number literal ${JSON.stringify(text)}`);
    }
    return text;
  }

  private list(
    elements: readonly GoValue[],
    line: string,
    depth: number,
  ): string {
    const inner = line + (this.options.indent ?? '');
    const items = elements.map(item => this.encode(item, inner, depth + 1));
    return this.wrap('[', items, ']', line, inner);
  }

  private dict(
    map: ReadonlyMap<string, GoValue>,
    keys: readonly string[],
    line: string,
    depth: number,
  ): string {
    const { escapeHtml, indent } = this.options;
    const inner = line + (indent ?? '');
    const colon = indent === undefined ? ':' : ': ';
    const items = keys.map(
      key =>
        encodeJsonString(key, escapeHtml) +
        colon +
        this.encode(map.get(key), inner, depth + 1),
    );
    return this.wrap('{', items, '}', line, inner);
  }

  private wrap(
    open: string,
    items: readonly string[],
    close: string,
    line: string,
    inner: string,
  ): string {
    return this.options.indent === undefined || items.length === 0
      ? open + items.join(',') + close
      : open + inner + items.join(`,${inner}`) + line + close;
  }
}

function encodeFloat(value: number): string {
  if (!Number.isFinite(value)) {
    const infinity = value > 0 ? '+Inf' : '-Inf';
    const name = Number.isNaN(value) ? 'NaN' : infinity;
    throw new GoError(`json: unsupported value: ${name}`);
  }
  return formatJsonFloat(value);
}
