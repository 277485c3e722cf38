import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import { quoteGo } from '../format/quote';
import { goInt64 } from '../values/goInt';
import type { GoValue } from '../values/goValue';
import type { TomlCursor } from './tomlCursor';
import { normalTomlTime, parseTomlTime } from './tomlTime';

/** What may be a date or a time, with the spaces in and after it. */
const TIME_WORD = /(?:[1-9]|0[0-9])[0-9]*[-:][0-9\-: Tt.Zz+]*/y;
/** A number that TIME_WORD doesn't match. */
const NUMBER_WORD =
  /0x[0-9a-fA-F][0-9a-fA-F_]*|0o[0-7][0-7_]*|0b[01][01_]*|[+-]?[0-9][0-9_]*(?:[.eE][0-9_.+\-eE]*)?/y;
const WRONG_BASE = /0x(?![0-9a-fA-F])|0o(?![0-7])|0b(?![01])/y;
/** `inf` and `nan`, and what the library's lexer takes for them. */
const SPECIAL_FLOAT = /[+-](?:inf|nan)|[in](?:nf|n?an)/y;
const LETTERS = /\p{L}+/uy;
/** What the lexer has read in search of a special float when it turns to words: all but one letter. */
const HALF_SPECIAL = /[in]n(?=a)|[in](?=[na])/y;
const LEADING_ZERO = /^(?:0[^box]|[+-]0.)/;
const BASES: Readonly<Record<string, string | undefined>> = {
  b: 'a binary',
  o: 'an octal',
  x: 'a hexadecimal',
};

/** A date, a time, a number or a boolean. @throws GoError - none of them */
export function readWord(cursor: TomlCursor): GoValue {
  const time = cursor.take(TIME_WORD);
  if (time !== '') {
    cursor.refuseBadIn(1);
    return readTime(cursor, time);
  }
  const special = cursor.take(SPECIAL_FLOAT);
  if (special !== '') {
    return /^[+-]?(?:inf|nan)$/.test(special)
      ? parseFloatGo(special)
      : readFloat(cursor, special);
  }
  refuseWrongNumber(cursor);
  const word = cursor.take(NUMBER_WORD);
  if (word === '') {
    return readBoolean(cursor);
  }
  cursor.refuseBadIn(1);
  const isFloat = /^[^box]*[.eE]/.test(word);
  return isFloat ? readFloat(cursor, word) : readInteger(cursor, word);
}

function readBoolean(cursor: TomlCursor): boolean {
  cursor.take(HALF_SPECIAL);
  const word = cursor.take(LETTERS);
  if (word === '') {
    return cursor.fail(`expected value but found ${cursor.shown()} instead`);
  }
  cursor.refuseBadIn(1);
  return word === 'true' || word === 'false'
    ? word === 'true'
    : cursor.fail(`expected value but found ${quoteGo(word)} instead`);
}

/** Refuses a sign without a decimal number, and a base without digits. */
function refuseWrongNumber(cursor: TomlCursor): void {
  const wrongBase = cursor.take(WRONG_BASE);
  if (wrongBase !== '') {
    const next = cursor.nextCharacter();
    cursor.fail(`not ${BASES[wrongBase[1]]} number: '${wrongBase}${next}'`);
  }
  const sign = cursor.take(/[+-](?:in?|na?|0(?=[box]))|[+-](?![0-9])/y);
  if (sign.length > 1) {
    cursor.fail(
      sign[1] === '0'
        ? `cannot use sign with non-decimal numbers: '${sign}${cursor.peek()}'`
        : `invalid float: '${sign}'`,
    );
  }
  if (sign !== '' && cursor.peek() === '.') {
    cursor.fail("floats must start with a digit, not '.'");
  }
  if (sign !== '') {
    cursor.failBehind(`expected a digit but got ${cursor.shown()}`);
  }
}

function readTime(cursor: TomlCursor, word: string): GoValue {
  const text = normalTomlTime(word.trimEnd());
  return (
    parseTomlTime(text) ?? cursor.fail(`invalid datetime: ${quoteGo(text)}`)
  );
}

function readFloat(cursor: TomlCursor, word: string): GoValue {
  const fail = (why: string) =>
    cursor.fail(`Invalid float ${quoteGo(word)}: ${why}`);
  const parts = word.split(/[.eE]/).filter(Boolean);
  if (!parts.every(hasGoodUnderscores)) {
    return fail('underscores must be surrounded by digits');
  }
  if (LEADING_ZERO.test(parts[0])) {
    return fail('cannot have leading zeroes');
  }
  if (/\.(?![0-9])/.test(word)) {
    return fail("'.' must be followed by one or more digits");
  }
  const isNumber = /^[+-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
  const text = word.replace(/_/g, '');
  return (
    parseFloatGo(text) ??
    cursor.fail(
      isNumber.test(text)
        ? `${word} is out of range for float64`
        : `Invalid float value: ${quoteGo(word)}`,
    )
  );
}

function readInteger(cursor: TomlCursor, word: string): GoValue {
  const fail = (why: string) =>
    cursor.fail(`Invalid integer ${quoteGo(word)}: ${why}`);
  if (!hasGoodUnderscores(word)) {
    return fail('underscores must be surrounded by digits');
  }
  if (LEADING_ZERO.test(word)) {
    return fail('cannot have leading zeroes');
  }
  const value = parseIntGo(word, 0);
  if (value === undefined) {
    return fail('not a number');
  }
  if (BigInt.asIntN(64, value) !== value) {
    return cursor.fail(`${word} is out of range for int64`);
  }
  return goInt64(value);
}

/** Whether a digit stands before each underscore, and at the end. */
function hasGoodUnderscores(word: string): boolean {
  return !/(?<![0-9a-fA-F])_|[^0-9a-fA-F]$/.test(word);
}
