import { decodeUtf8 } from '../values/utf8';

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};
const SIMPLE = /^[ !#-[\]-~]*$/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(rune: string): boolean {
  return PRINTABLE.test(rune);
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

function escapeRune(rune: string, quote: string, asciiOnly: boolean): string {
  const code = rune.codePointAt(0) as number;
  if (rune === quote) {
    return `\\${rune}`;
  }
  if (ESCAPES[rune]) {
    return ESCAPES[rune];
  }
  if (code >= 0xdc80 && code <= 0xdcff) {
    return `\\x${hex(code - 0xdc00, 2)}`;
  }
  if (asciiOnly ? code >= 0x20 && code < 0x7f : isPrintable(rune)) {
    return rune;
  }
  if (code < 0x20 || code === 0x7f) {
    return `\\x${hex(code, 2)}`;
  }
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** Go's strconv.Quote (and QuoteToASCII). */
export function quoteGo(text: string, asciiOnly = false): string {
  if (SIMPLE.test(text)) {
    return `"${text}"`;
  }
  let quoted = '"';
  for (const rune of text) {
    quoted += escapeRune(rune, '"', asciiOnly);
  }
  return `${quoted}"`;
}

/** Go's strconv.QuoteRune (and QuoteRuneToASCII). */
export function quoteRune(rune: string, asciiOnly = false): string {
  return `'${escapeRune(rune, "'", asciiOnly)}'`;
}

/** Go's `%#U`: `U+0040 '@'`. */
export function describeRune(rune: string): string {
  const code = (rune.codePointAt(0) as number).toString(16).toUpperCase();
  const name = `U+${code.padStart(4, '0')}`;
  return isPrintable(rune) ? `${name} '${rune}'` : name;
}

const UNQUOTED: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
};
const ESCAPE_SEQUENCE =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\'"]))/y;

/**
 * Go's strconv.Unquote for a token that the lexer found complete.
 * @returns undefined when the text is not a valid Go literal
 */
export function unquoteGo(token: string): string | undefined {
  const quote = token[0];
  const body = token.slice(1, -1);
  if (quote === '`') {
    return body.replace(/\r/g, '');
  }
  if (!body.includes('\\')) {
    return body;
  }
  return unescapeBody(body, quote);
}

function unescapeBody(body: string, quote: string): string | undefined {
  let text = '';
  let raw: number[] = [];
  const flush = () => {
    text += raw.length > 0 ? decodeUtf8(Uint8Array.from(raw)) : '';
    raw = [];
  };
  for (let i = 0; i < body.length; ) {
    if (body[i] !== '\\') {
      flush();
      text += body[i];
      i += 1;
      continue;
    }
    const piece = readEscape(body, i, quote);
    if (!piece) {
      return undefined;
    }
    if (piece.byte !== undefined) {
      raw.push(piece.byte);
    } else {
      flush();
      text += piece.text;
    }
    i = piece.end;
  }
  flush();
  return text;
}

interface Escape {
  readonly end: number;
  readonly byte?: number;
  readonly text?: string;
}

function readEscape(
  body: string,
  at: number,
  quote: string,
): Escape | undefined {
  ESCAPE_SEQUENCE.lastIndex = at;
  const match = ESCAPE_SEQUENCE.exec(body);
  if (!match) {
    return undefined;
  }
  const end = ESCAPE_SEQUENCE.lastIndex;
  const [, byteHex, shortHex, longHex, octal, letter] = match;
  if (letter === '"' || letter === "'") {
    return letter === quote ? { end, text: letter } : undefined;
  }
  if (letter) {
    return { end, text: String.fromCharCode(UNQUOTED[letter]) };
  }
  if (byteHex || octal) {
    const byte = byteHex ? parseInt(byteHex, 16) : parseInt(octal, 8);
    return byte > 255 ? undefined : { end, byte };
  }
  const code = parseInt(shortHex ?? longHex, 16);
  const isValid = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isValid ? { end, text: String.fromCodePoint(code) } : undefined;
}
