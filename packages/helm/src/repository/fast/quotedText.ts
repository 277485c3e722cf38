import { hasSpecial } from './plainText';
import { UnknownFormError } from './UnknownFormError';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
]);
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;
/** Half of a character, which Go refuses. */
const SURROGATE = /^[dD][89a-fA-F]/;

/** Offset of the quote that closes a text, or -1. */
export function endOfSingle(text: string, start: number): number {
  let at = text.indexOf("'", start);
  while (at >= 0 && text[at + 1] === "'") {
    at = text.indexOf("'", at + 2);
  }
  return at;
}

/** Offset of the quote that closes a text, or -1. */
export function endOfDouble(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at >= 0 && countBackslashes(text, at) % 2 === 1) {
    at = text.indexOf('"', at + 1);
  }
  return at;
}

/** Backslashes in front of an offset. */
function countBackslashes(text: string, end: number): number {
  let count = 0;
  while (text[end - 1 - count] === '\\') count += 1;
  return count;
}

/**
 * The text between single quotes.
 * @throws UnknownFormError - with an empty line, or a character that YAML
 *   treats specially
 */
export function readSingle(raw: string): string {
  const text = raw.includes('\n') ? fold(raw, false) : raw;
  requirePlain(text);
  return text.includes("'") ? text.replaceAll("''", "'") : text;
}

/**
 * The text between double quotes.
 * @throws UnknownFormError - with an empty line, an escape other than the
 *   common ones, or a character that YAML treats specially
 */
export function readDouble(raw: string): string {
  const text = raw.includes('\n') ? fold(raw, true) : raw;
  requirePlain(text);
  return text.includes('\\') ? text.replace(ESCAPE, unescape) : text;
}

function requirePlain(text: string): void {
  if (hasSpecial(text) || text.includes('\t')) {
    throw new UnknownFormError('a text with control characters');
  }
}

function unescape(_: string, code: string | undefined, letter: string): string {
  if (code !== undefined && !SURROGATE.test(code)) {
    return String.fromCharCode(Number.parseInt(code, 16));
  }
  const character = ESCAPES.get(letter);
  if (character === undefined) throw new UnknownFormError('an escape');
  return character;
}

/** Joins lines: a break is a space, and nothing behind a backslash. */
function fold(raw: string, hasEscapes: boolean): string {
  const lines = raw.split('\n');
  let text = '';
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    const start = index === 0 ? line : line.replace(/^ +/, '');
    if (start === '' && !(isLast && text !== '')) {
      throw new UnknownFormError('a text with an empty line');
    }
    text += isLast ? start : foldLine(start, hasEscapes);
  }
  return text;
}

function foldLine(line: string, hasEscapes: boolean): string {
  const isEscaped = hasEscapes && countBackslashes(line, line.length) % 2 === 1;
  if (isEscaped) return line.slice(0, -1);
  const trimmed = line.replace(/ +$/, '');
  const isEscapedSpace =
    hasEscapes && countBackslashes(trimmed, trimmed.length) % 2 === 1;
  if (trimmed === '' || isEscapedSpace) {
    throw new UnknownFormError('a text with blanks at the end of a line');
  }
  return `${trimmed} `;
}
