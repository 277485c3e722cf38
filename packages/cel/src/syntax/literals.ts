import { INT_MAX, INT_MIN, UINT_MAX } from '../values/numbers';
import { encodeText } from '../values/encodeText';
import type { Value } from '../values/Value';
import { Uint } from '../values/Value';
import type { Token } from './Lexer';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const ESCAPE =
  /\\(?:([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|([0-7]{3})|([^]))/g;

/** The text between the quotes, and whether its escapes count. */
function unquote(token: string): { body: string; isRaw: boolean } {
  const isRaw = /^[rR]/.test(token);
  const quoted = isRaw ? token.slice(1) : token;
  const width = /^("""|''')/.test(quoted) && quoted.length >= 6 ? 3 : 1;
  const body = quoted.slice(width, -width).replace(/\r\n?/g, '\n');
  return { body, isRaw };
}

function isCodePoint(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/** The code of one escape, or the text of a simple one. */
function escapeOf(
  code: string | undefined,
  octal: string | undefined,
  simple: string | undefined,
): number | string {
  if (code !== undefined) return parseInt(code.slice(1), 16);
  return octal === undefined ? SIMPLE[simple!] ?? simple! : parseInt(octal, 8);
}

/** The value of a string literal; undefined when it names no code point. */
function readString(token: string): string | undefined {
  const { body, isRaw } = unquote(token);
  if (isRaw) return body;
  let isValid = true;
  const text = body.replace(ESCAPE, (_all, code, octal, simple) => {
    const value = escapeOf(code, octal, simple);
    if (typeof value === 'string') return value;
    isValid &&= isCodePoint(value);
    return isValid ? String.fromCodePoint(value) : '';
  });
  return isValid ? text : undefined;
}

/** The value of a bytes literal, e.g. `b'\xff'`; undefined for `\u` and `\U`. */
function readBytes(token: string): Uint8Array | undefined {
  const { body, isRaw } = unquote(token.slice(1));
  if (isRaw) return encodeText(body);
  const bytes: number[] = [];
  let end = 0;
  for (const found of body.matchAll(ESCAPE)) {
    const [all, code, octal, simple] = found;
    if (/^[uU]/.test(code ?? '')) return undefined;
    append(bytes, encodeText(body.slice(end, found.index)));
    const value = escapeOf(code, octal, simple);
    append(bytes, typeof value === 'string' ? encodeText(value) : [value]);
    end = found.index + all.length;
  }
  append(bytes, encodeText(body.slice(end)));
  return Uint8Array.from(bytes);
}

/** The value of an int literal with its sign; undefined out of 64 bits. */
function readInt(token: string, isNegative: boolean): bigint | undefined {
  const value = isNegative ? -BigInt(token) : BigInt(token);
  return value >= INT_MIN && value <= INT_MAX ? value : undefined;
}

/** The value of a uint literal such as `1u`; undefined out of 64 bits. */
function readUint(token: string): Uint | undefined {
  const value = BigInt(token.slice(0, -1));
  return value <= UINT_MAX ? new Uint(value) : undefined;
}

/** The value of a double literal; undefined when it is too large. */
function readDouble(token: string, isNegative: boolean): number | undefined {
  const value = isNegative ? -Number(token) : Number(token);
  return Number.isFinite(value) ? value : undefined;
}

function append(bytes: number[], more: Iterable<number>): void {
  for (const byte of more) bytes.push(byte);
}

/** A literal whose value does not fit its type. */
export const INVALID = Symbol('invalid literal');
const WORDS: Readonly<Record<string, null | boolean>> = {
  true: true,
  false: false,
  null: null,
};

const FAULTS: Partial<Record<Token['kind'], string>> = {
  bytes: 'unable to unescape string',
  float: 'invalid double literal',
  string: 'invalid unicode code point',
};

/** Why a literal has no value. */
export function literalFault({ kind }: Token): string {
  return FAULTS[kind] ?? `invalid ${kind} literal`;
}

/** The value of a token; undefined when it is no literal. */
export function literalValue(
  { kind, text }: Token,
  isNegative: boolean,
): Value | typeof INVALID | undefined {
  switch (kind) {
    case 'int':
      return readInt(text, isNegative) ?? INVALID;
    case 'uint':
      return readUint(text) ?? INVALID;
    case 'float':
      return readDouble(text, isNegative) ?? INVALID;
    case 'string':
      return readString(text) ?? INVALID;
    case 'bytes':
      return readBytes(text) ?? INVALID;
    default:
      return kind === 'symbol' && Object.hasOwn(WORDS, text)
        ? WORDS[text]
        : undefined;
  }
}
