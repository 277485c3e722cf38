import {
  decodeUtf8,
  encodeUtf8,
  GoInt,
  GoNamedString,
  type GoValue,
} from '@backstage-gitops/go-template';
import { compareStrings } from '@backstage-gitops/helm';
import { ReleaseStorageError } from '../../storage/ReleaseStorageError';

const ESCAPED = /[<>&\u2028\u2029]/;
const ALL_ESCAPED = /[<>&\u2028\u2029]/g;
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Nesting of values, as deep as YAML may go in Helm. */
const MAX_DEPTH = 1000;

/**
 * A text in quotes as Go's encoding/json writes it. A byte that is no UTF-8
 * (a lone surrogate, see go-template) becomes the escape of U+FFFD.
 */
export function goText(text: string): string {
  if (SURROGATE.test(text)) {
    const parts = decodeUtf8(encodeUtf8(text)).split(LONE_SURROGATE);
    return `"${parts.map(escapeText).join('\\ufffd')}"`;
  }
  return `"${escapeText(text)}"`;
}

function escapeText(text: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  return ESCAPED.test(text) ? json.replace(ALL_ESCAPED, escapeCharacter) : json;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A list in its JSON form; `items` are JSON already. */
export function goList(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** An object in its JSON form, from fields of {@link goField} and the like. */
export function goStruct(fields: readonly (string | undefined)[]): string {
  return `{${fields.filter(field => field !== undefined).join(',')}}`;
}

/** A field whose value is JSON already. */
export function goField(name: string, json: string): string {
  return `"${name}":${json}`;
}

/** A field of text, left out where empty: `omitempty`. */
export function goTextField(name: string, text: string): string | undefined {
  return text === '' ? undefined : goField(name, goText(text));
}

/** A field of texts, left out where empty: `omitempty`. */
export function goTextsField(
  name: string,
  texts: readonly string[],
): string | undefined {
  return texts.length === 0
    ? undefined
    : goField(name, goList(texts.map(goText)));
}

/** A map with its keys in Go's order. */
export function goMap(map: ReadonlyMap<string, GoValue>): string {
  return mapOf(map, 0);
}

/**
 * A value as Go's encoding/json writes it.
 * @throws ReleaseStorageError - `unencodable`
 */
export function goJson(value: GoValue): string {
  return valueOf(value, 0);
}

function mapOf(map: ReadonlyMap<string, GoValue>, depth: number): string {
  const entries = [...map].sort(([a], [b]) => compareStrings(a, b));
  return `{${entries
    .map(([key, value]) => `${goText(key)}:${valueOf(value, depth + 1)}`)
    .join(',')}}`;
}

function valueOf(value: GoValue, depth: number): string {
  if (depth > MAX_DEPTH) {
    throw unencodable(`values are nested deeper than ${MAX_DEPTH} levels`);
  }
  switch (typeof value) {
    case 'string':
      return goText(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'null';
    default:
      return value === null ? 'null' : objectOf(value, depth);
  }
}

function objectOf(value: object & GoValue, depth: number): string {
  if (Array.isArray(value)) {
    return goList(value.map(item => valueOf(item, depth + 1)));
  }
  if (value instanceof GoInt) {
    return value.value.toString();
  }
  if (value instanceof GoNamedString) {
    return goText(value.text);
  }
  if (value instanceof Map) {
    return mapOf(value, depth);
  }
  if (value instanceof Uint8Array) {
    return goBytes(value);
  }
  throw unencodable('json: unsupported type');
}

/** ECMAScript and Go write a float64 alike, but for minus zero. */
function numberOf(value: number): string {
  if (!Number.isFinite(value)) {
    const infinity = value > 0 ? '+Inf' : '-Inf';
    const name = Number.isNaN(value) ? 'NaN' : infinity;
    throw unencodable(`json: unsupported value: ${name}`);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Bytes as base64 text; undefined is Go's nil. */
export function goBytes(bytes: Uint8Array | undefined): string {
  return bytes === undefined
    ? 'null'
    : `"${Buffer.from(
        bytes.buffer,
        bytes.byteOffset,
        bytes.byteLength,
      ).toString('base64')}"`;
}

function unencodable(message: string): ReleaseStorageError {
  return new ReleaseStorageError('unencodable', message);
}
