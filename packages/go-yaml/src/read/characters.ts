/**
 * Character classes of YAML 1.1, as UTF-16 code units. Code 0 stands for the
 * end of the text: the text itself cannot contain it.
 */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const HASH = 0x23;
const NEL = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

const BLANK = 1;
const BREAK = 2;
const END = 4;
const WORD = 8;
const HEX = 16;
const DIGIT = 32;
const URI = 64;

const CLASSES = characterTable([
  ['\0', END],
  [' \t', BLANK],
  ['\n\r', BREAK],
  ['0123456789', WORD | HEX | DIGIT],
  ['abcdefABCDEF', WORD | HEX],
  ['ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ_-', WORD],
  [";/?:@&=+$,.!~*'()[]%", URI],
]);

/** What ASCII characters mean, by code; flags of a character in several texts add up. */
export function characterTable(
  entries: readonly (readonly [characters: string, meaning: number])[],
): Uint8Array {
  const table = new Uint8Array(128);
  for (const [characters, meaning] of entries) {
    for (const character of characters) {
      table[character.charCodeAt(0)] |= meaning;
    }
  }
  return table;
}

function isWideBreak(code: number): boolean {
  return (
    code === NEL || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR
  );
}

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** LF, CR, NEL, LS or PS. */
export function isBreak(code: number): boolean {
  return code < 128 ? code === LF || code === CR : isWideBreak(code);
}

/** A line break or the end of the text. */
export function isBreakOrEnd(code: number): boolean {
  // eslint-disable-next-line no-bitwise
  return code < 128 ? (CLASSES[code] & 6) !== 0 : isWideBreak(code);
}

/** A blank, a line break or the end of the text. */
export function isSpaceOrEnd(code: number): boolean {
  // eslint-disable-next-line no-bitwise
  return code < 128 ? (CLASSES[code] & 7) !== 0 : isWideBreak(code);
}

/** A character of anchors and tag handles: ASCII letter, digit, `_` or `-`. */
export function isWord(code: number): boolean {
  // eslint-disable-next-line no-bitwise
  return code < 128 && (CLASSES[code] & WORD) !== 0;
}

export function isHex(code: number): boolean {
  // eslint-disable-next-line no-bitwise
  return code < 128 && (CLASSES[code] & HEX) !== 0;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A character that may stand in a tag. */
export function isUri(code: number): boolean {
  // eslint-disable-next-line no-bitwise
  return code < 128 && (CLASSES[code] & (WORD | URI)) !== 0;
}
