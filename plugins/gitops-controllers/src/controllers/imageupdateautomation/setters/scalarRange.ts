import { Style } from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';

/** Where a scalar stands in a text: its offset and that of what follows it. */
export interface ScalarRange {
  readonly start: number;
  readonly end: number;
  /** Tag in front of it with the space behind, `!!float `; empty without one. */
  readonly tag?: { readonly start: number; readonly end: number };
}

const BREAK = /\r\n|[\n\r\x85\u2028\u2029]/g;
/** What may stand between properties and content: spaces, breaks, comments. */
const GAP = /(?:[ \t\r\n\x85\u2028\u2029]|(?<=\s)#[^\r\n]*)*/y;
/** What YAML takes for space between words; a no-break space is none. */
const SPACES = /[ \t\r\n\x85\u2028\u2029]+/g;
const PROPERTY = /[&!][^\s]*/y;

/** Offsets of the beginnings of the lines of a text. */
export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(BREAK)) {
    starts.push(match.index + match[0].length);
  }
  return starts;
}

/** Offset of a column, which counts characters, not UTF-16 units. */
function offsetOf(text: string, lineStart: number, column: number): number {
  let offset = lineStart;
  for (let passed = 1; passed < column; passed++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function isSpace(character: string | undefined): boolean {
  return (
    character !== undefined && ' \t\r\n\x85\u2028\u2029'.includes(character)
  );
}

function endOfQuoted(text: string, start: number, isDouble: boolean): number {
  const quote = isDouble ? '"' : "'";
  let at = start + 1;
  while (at < text.length) {
    if (isDouble && text[at] === '\\') at += 2;
    else if (text[at] !== quote) at += 1;
    else if (!isDouble && text[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return text.length;
}

/** Ends behind the characters of a value; spaces and breaks are folded in it. */
function endOfText(text: string, start: number, value: string): number {
  let at = start;
  for (const character of value.replace(SPACES, '')) {
    while (isSpace(text[at])) at += 1;
    at += character.length;
  }
  return at;
}

/** Behind the last line that is not empty; behind the header when all are. */
function endOfBlock(text: string, start: number, value: string): number {
  const header = text.indexOf('\n', start);
  if (header < 0) return text.length;
  const last = endOfText(text, header + 1, value);
  if (last === header + 1) return last;
  const end = text.indexOf('\n', last);
  return end < 0 ? text.length : end + 1;
}

/** Finds a scalar with a value in the text that it was read from. */
export function scalarRange(
  text: string,
  lineStarts: readonly number[],
  node: YamlNode,
): ScalarRange {
  let start = offsetOf(text, lineStarts[node.line - 1], node.column);
  let tag: ScalarRange['tag'];
  while (text[start] === '&' || text[start] === '!') {
    const end = skip(GAP, text, skip(PROPERTY, text, start));
    if (text[start] === '!') tag = { start, end };
    start = end;
  }
  return { start, end: endOf(text, start, node), tag };
}

function endOf(text: string, start: number, { style, value }: YamlNode) {
  /* eslint-disable no-bitwise -- styles are flags */
  if (style & Style.Double) return endOfQuoted(text, start, true);
  if (style & Style.Single) return endOfQuoted(text, start, false);
  if (style & (Style.Literal | Style.Folded)) {
    return endOfBlock(text, start, value);
  }
  /* eslint-enable no-bitwise */
  return endOfText(text, start, value);
}
