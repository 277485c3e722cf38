import { isPrintable } from './analysis';
import { Output, splitBreaks } from './output';
import { isBlank, isBreak, SPACE } from '../read/characters';

/** Column behind which a space may become a line break; Infinity for never. */
type Width = number;

/** Writes a text without quotes. */
export function writePlain(output: Output, text: string, width: Width): void {
  if (text === '') {
    output.indention = false;
    return;
  }
  output.separate();
  writeFoldable(output, text, width, false);
  output.whitespace = false;
  output.indention = false;
}

/** Writes a text in single quotes; the text holds no special characters. */
export function writeSingleQuoted(
  output: Output,
  text: string,
  width: Width,
): void {
  output.writeIndicator("'", true, false, false);
  let afterBreak = false;
  for (const part of splitBreaks(text)) {
    if (isBreak(part.charCodeAt(0))) {
      if (!afterBreak && part === '\n') {
        output.breakLine();
      }
      output.copyBreak(part);
      afterBreak = true;
      continue;
    }
    if (afterBreak) {
      output.writeIndent();
    }
    writeFoldable(output, part.replace(/'/g, "''"), width, true);
    output.indention = false;
    afterBreak = false;
  }
  output.writeIndicator("'", false, false, false);
}

/** @param keepEdges - spaces at the ends may not become line breaks */
function writeFoldable(
  output: Output,
  text: string,
  width: Width,
  keepEdges: boolean,
): void {
  if (output.column + text.length <= width) {
    output.put(text);
    return;
  }
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (
      text.charCodeAt(at) === SPACE &&
      output.column + at - start > width &&
      text.charCodeAt(at - 1) !== SPACE &&
      text.charCodeAt(at + 1) !== SPACE &&
      !(keepEdges && (at === 0 || at === text.length - 1))
    ) {
      output.put(text.slice(start, at));
      output.indention = false;
      output.writeIndent();
      start = at + 1;
    }
  }
  output.put(text.slice(start));
}

const ESCAPES = new Map<number, string>([
  [0x00, '\\0'],
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x1b, '\\e'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x85, '\\N'],
  [0xa0, '\\_'],
  [0x2028, '\\L'],
  [0x2029, '\\P'],
]);

function escapeOf(code: number): string {
  const escape = ESCAPES.get(code);
  if (escape !== undefined) {
    return escape;
  }
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code <= 0xffff
    ? `\\u${hex.padStart(4, '0')}`
    : `\\U${hex.padStart(8, '0')}`;
}

/** Writes a text in double quotes, with escapes where they are needed. */
export function writeDoubleQuoted(
  output: Output,
  text: string,
  width: Width,
): void {
  output.writeIndicator('"', true, false, false);
  // The Go libraries escape everything behind a leading byte order mark.
  const escapesAll = text.charCodeAt(0) === 0xfeff;
  let afterSpace = false;
  let run = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (escapesAll || needsEscape(code)) {
      run += escapeOf(code);
      at += code > 0xffff ? 1 : 0;
      afterSpace = false;
    } else if (code !== SPACE) {
      run += text[at];
      afterSpace = false;
    } else if (
      !afterSpace &&
      output.column + run.length > width &&
      at > 0 &&
      at < text.length - 1
    ) {
      output.put(run);
      output.indention = false;
      output.writeIndent();
      run = text.charCodeAt(at + 1) === SPACE ? '\\' : '';
      afterSpace = true;
    } else {
      run += ' ';
      afterSpace = true;
    }
  }
  output.put(run);
  output.writeIndicator('"', false, false, false);
}

function needsEscape(code: number): boolean {
  return (
    code === 0x22 ||
    code === 0x5c ||
    !isPrintable(code) ||
    isBreak(code) ||
    code > 0xffff
  );
}

/** `2`, `-`, `+` and the like behind `|` or `>`. */
function blockHints(text: string, indent: number): string {
  const first = text.charCodeAt(0);
  const indentHint = first === SPACE || isBreak(first) ? String(indent) : '';
  if (!isBreak(text.charCodeAt(text.length - 1))) {
    return `${indentHint}-`;
  }
  const keeps = text.length === 1 || isBreak(text.charCodeAt(text.length - 2));
  return keeps ? `${indentHint}+` : indentHint;
}

/** Writes a text as a literal (`|`). @param endHeader - writes what follows the header, at least a line break */
export function writeLiteral(
  output: Output,
  text: string,
  indent: number,
  endHeader: () => void,
): void {
  output.writeIndicator(`|${blockHints(text, indent)}`, true, false, false);
  endHeader();
  output.whitespace = true;
  let afterBreak = true;
  for (const part of splitBreaks(text)) {
    if (isBreak(part.charCodeAt(0))) {
      output.copyBreak(part);
      afterBreak = true;
      continue;
    }
    if (afterBreak) {
      output.writeIndent();
    }
    output.put(part);
    output.indention = false;
    afterBreak = false;
  }
}

/** Writes a text folded (`>`), long lines unfolded as yaml.v3 does. */
export function writeFolded(
  output: Output,
  text: string,
  indent: number,
  endHeader: () => void,
): void {
  output.writeIndicator(`>${blockHints(text, indent)}`, true, false, false);
  endHeader();
  output.whitespace = true;
  let afterBreak = true;
  let leadingSpaces = true;
  // yaml.v3 looks at the beginning of the text here, not of the next line.
  const startsBlank = isBlank(firstAfterBreaks(text));
  for (const part of splitBreaks(text)) {
    if (isBreak(part.charCodeAt(0))) {
      if (!afterBreak && !leadingSpaces && part === '\n' && !startsBlank) {
        output.breakLine();
      }
      output.copyBreak(part);
      afterBreak = true;
      continue;
    }
    if (afterBreak) {
      output.writeIndent();
      leadingSpaces = isBlank(part.charCodeAt(0));
    }
    output.put(part);
    output.indention = false;
    afterBreak = false;
  }
}

function firstAfterBreaks(text: string): number {
  let at = 0;
  while (isBreak(text.charCodeAt(at))) {
    at++;
  }
  return text.charCodeAt(at);
}
