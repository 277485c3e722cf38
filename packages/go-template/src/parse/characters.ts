const ASCII_WORD = /[_0-9A-Za-z]*/y;
const WORD = /[_\p{L}\p{Nd}]*/uy;
const WORD_CHAR = /[_\p{L}\p{Nd}]/uy;
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const LAST_ASCII = 0x7f;

/** True for Go's template spaces; also asked of an index behind the text. */
export function isSpaceAt(input: string, at: number): boolean {
  const code = input.charCodeAt(at);
  return code === SPACE || code === NEWLINE || code === TAB || code === RETURN;
}

/** Index of the first character from `from` on that is no space. */
export function skipSpaces(input: string, from: number): number {
  let at = from;
  while (isSpaceAt(input, at)) {
    at += 1;
  }
  return at;
}

/** End of the letters, digits and underscores that begin at `from`. */
export function wordEnd(input: string, from: number): number {
  ASCII_WORD.lastIndex = from;
  ASCII_WORD.test(input);
  const end = ASCII_WORD.lastIndex;
  if (!(input.charCodeAt(end) > LAST_ASCII)) {
    return end;
  }
  WORD.lastIndex = from;
  WORD.test(input);
  return WORD.lastIndex;
}

/** True when a word, a field or a variable may end before `at`. */
export function isTerminator(input: string, at: number): boolean {
  switch (input[at]) {
    case undefined:
    case ' ':
    case '\n':
    case '\t':
    case '\r':
    case '.':
    case ',':
    case '|':
    case ':':
    case ')':
    case '(':
      return true;
    case '}':
      return input[at + 1] === '}';
    default:
      return false;
  }
}

/** What a number at `from` spans; `isBad` when a letter or digit follows, which `end` includes. */
export function scanNumber(
  input: string,
  from: number,
): { end: number; isBad: boolean } {
  NUMBER.lastIndex = from;
  NUMBER.test(input);
  const end = NUMBER.lastIndex;
  WORD_CHAR.lastIndex = end;
  const isBad = WORD_CHAR.test(input);
  return { end: isBad ? WORD_CHAR.lastIndex : end, isBad };
}

/** End of a quoted text that begins at `from`, undefined when its line ends first. */
export function quotedEnd(input: string, from: number): number | undefined {
  const quote = input[from];
  for (let at = from + 1; at < input.length; at++) {
    const char = input[at];
    if (char === quote) {
      return at + 1;
    }
    if (char === '\n' || (char === '\\' && input[at + 1] === '\n')) {
      return undefined;
    }
    if (char === '\\') {
      at += 1;
    }
  }
  return undefined;
}

/** Number of the line, counted from 1, that an index is in. */
export function lineAt(input: string, index: number): number {
  let line = 1;
  for (
    let at = input.indexOf('\n');
    at >= 0 && at < index;
    at = input.indexOf('\n', at + 1)
  ) {
    line += 1;
  }
  return line;
}
