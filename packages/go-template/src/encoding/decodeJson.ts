import { GoError } from '../errors';
import { quoteRune } from '../format/quote';
import { parseFloatGo } from '../format/parseNumber';
import type { GoValue } from '../values/goValue';
import { encodeUtf8 } from '../values/utf8';

const MAX_DEPTH = 10_000;
/** Where Go's scanner, which reads the end as a space, finds that space wrong. */
const SPACE_IS_WRONG = /numeric|in literal|exponent|escape/;
const SPACES = /[ \t\r\n]*/y;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;

/** What JSON holds, and the first number in it that no float64 holds. */
interface JsonReading {
  /** null stands for such a number. */
  readonly value: GoValue;
  readonly fault?: GoError;
}

/**
 * Go's json.Unmarshal into an `interface {}`, which reads on after a number
 * out of range.
 * @throws GoError - invalid JSON, worded as Go words it
 */
export function readJson(text: string): JsonReading {
  const decoder = new Decoder(text);
  const value = decoder.decode();
  return { value, fault: decoder.fault };
}

/**
 * The value of a JSON text.
 * @throws GoError - invalid JSON or a number out of range, worded as Go words it
 */
export function decodeJson(text: string): GoValue {
  const { value, fault } = readJson(text);
  if (fault) {
    throw fault;
  }
  return value;
}

class Decoder {
  fault?: GoError;
  private at = 0;

  constructor(private readonly text: string) {}

  decode(): GoValue {
    const value = this.value(0);
    this.skipSpaces();
    if (this.at < this.text.length) {
      this.fail('after top-level value');
    }
    return value;
  }

  private fail(where: string): never {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) {
      throw new GoError(
        SPACE_IS_WRONG.test(where)
          ? `invalid character ' ' ${where}`
          : 'unexpected end of JSON input',
      );
    }
    const rune = String.fromCodePoint(code < 0x80 ? code : this.firstByte());
    const shown =
      rune === "'" || rune === '"' ? quoteChar(rune) : quoteRune(rune);
    throw new GoError(`invalid character ${shown} ${where}`);
  }

  private firstByte(): number {
    const rune = String.fromCodePoint(this.text.codePointAt(this.at) as number);
    return encodeUtf8(rune)[0];
  }

  private skipSpaces(): void {
    SPACES.lastIndex = this.at;
    SPACES.test(this.text);
    this.at = SPACES.lastIndex;
  }

  private value(depth: number): GoValue {
    if (depth > MAX_DEPTH) {
      throw new GoError('exceeded max depth');
    }
    this.skipSpaces();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.list(depth);
      case '"':
        return this.string();
      case 't':
        return this.literal('true', true);
      case 'f':
        return this.literal('false', false);
      case 'n':
        return this.literal('null', null);
      default:
        return this.number();
    }
  }

  private literal(word: string, value: GoValue): GoValue {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) {
        this.fail(`in literal ${word} (expecting '${word[i]}')`);
      }
    }
    return value;
  }

  private number(): GoValue {
    const start = this.at;
    if (this.text[this.at] === '-') {
      this.at += 1;
      this.digits('in numeric literal', true);
    } else if (/[0-9]/.test(this.text[this.at] ?? '')) {
      this.digits('looking for beginning of value', true);
    } else {
      this.fail('looking for beginning of value');
    }
    if (this.text[this.at] === '.') {
      this.at += 1;
      this.digits('after decimal point in numeric literal');
    }
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      this.at += 1;
      if (/[+-]/.test(this.text[this.at] ?? '')) {
        this.at += 1;
      }
      this.digits('in exponent of numeric literal');
    }
    const text = this.text.slice(start, this.at);
    const value = parseFloatGo(text);
    if (value === undefined) {
      this.fault ??= new GoError(
        `json: cannot unmarshal number ${text} into Go value of type float64`,
      );
    }
    return value ?? null;
  }

  private digits(fault: string, zeroStands = false): void {
    if (!/[0-9]/.test(this.text[this.at] ?? '')) {
      this.fail(fault);
    }
    if (zeroStands && this.text[this.at] === '0') {
      this.at += 1;
      return;
    }
    while (/[0-9]/.test(this.text[this.at] ?? '')) {
      this.at += 1;
    }
  }

  private string(): string {
    let value = '';
    this.at += 1;
    for (;;) {
      PLAIN_TEXT.lastIndex = this.at;
      PLAIN_TEXT.test(this.text);
      value += this.text.slice(this.at, PLAIN_TEXT.lastIndex);
      this.at = PLAIN_TEXT.lastIndex;
      const char = this.text[this.at];
      if (char === '"') {
        this.at += 1;
        return value;
      }
      if (char !== '\\') {
        this.fail('in string literal');
      }
      this.at += 1;
      value += this.escape();
    }
  }

  private escape(): string {
    const char = this.text[this.at] ?? '';
    if (char === 'u') {
      return this.unicodeEscape();
    }
    const value = SIMPLE_ESCAPES[char];
    if (value === undefined) {
      this.fail('in string escape code');
    }
    this.at += 1;
    return value;
  }

  private unicodeEscape(): string {
    const code = this.hexDigits();
    const isHigh = code >= 0xd800 && code <= 0xdbff;
    if (isHigh && this.text.startsWith('\\u', this.at)) {
      const mark = this.at;
      this.at += 1;
      const low = this.hexDigits();
      if (low >= 0xdc00 && low <= 0xdfff) {
        return String.fromCharCode(code, low);
      }
      this.at = mark;
    }
    return code >= 0xd800 && code <= 0xdfff
      ? '\ufffd'
      : String.fromCharCode(code);
  }

  private hexDigits(): number {
    let code = 0;
    this.at += 1;
    for (let i = 0; i < 4; i++, this.at++) {
      const digit = this.text[this.at] ?? '';
      if (!/[0-9a-fA-F]/.test(digit)) {
        this.fail('in \\u hexadecimal character escape');
      }
      code = code * 16 + parseInt(digit, 16);
    }
    return code;
  }

  private list(depth: number): GoValue[] {
    const items: GoValue[] = [];
    this.at += 1;
    this.skipSpaces();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipSpaces();
      const char = this.text[this.at];
      if (char !== ',' && char !== ']') {
        this.fail('after array element');
      }
      this.at += 1;
      if (char === ']') {
        return items;
      }
    }
  }

  private object(depth: number): Map<string, GoValue> {
    const map = new Map<string, GoValue>();
    this.at += 1;
    this.skipSpaces();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return map;
    }
    for (;;) {
      this.skipSpaces();
      if (this.text[this.at] !== '"') {
        this.fail('looking for beginning of object key string');
      }
      const key = this.string();
      this.skipSpaces();
      if (this.text[this.at] !== ':') {
        this.fail('after object key');
      }
      this.at += 1;
      map.set(key, this.value(depth + 1));
      this.skipSpaces();
      const char = this.text[this.at];
      if (char !== ',' && char !== '}') {
        this.fail('after object key:value pair');
      }
      this.at += 1;
      if (char === '}') {
        return map;
      }
    }
  }
}

/** Go's encoding/json quotes both quote characters in its own way. */
function quoteChar(rune: string): string {
  return rune === "'" ? `'\\''` : `'"'`;
}
