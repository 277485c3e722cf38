import { isBreak } from '../read/characters';

/**
 * Text under construction, with what the next character depends on: the
 * column, and whether the line so far is only indentation.
 */
export class Output {
  text = '';
  /** In characters. */
  column = 0;
  /** Current indentation; -1 before the root node. */
  indent = -1;
  /** The last thing written was white space. */
  whitespace = true;
  /** Only indentation (and `-`, `?`, `:`) was written on this line. */
  indention = true;
  /** Indentation of the foot comment above; an empty line must follow it. */
  footIndent = -1;

  put(text: string): void {
    this.text += text;
    this.column += text.length;
  }

  breakLine(): void {
    this.text += '\n';
    this.column = 0;
    this.indention = true;
  }

  /** Copies a line break of a scalar or comment. */
  copyBreak(character: string): void {
    if (character === '\n') {
      this.breakLine();
    } else {
      this.text += character;
      this.column = 0;
      this.indention = true;
    }
  }

  /** Goes to the current indentation, on a new line if needed. */
  writeIndent(): void {
    const indent = this.indent < 0 ? 0 : this.indent;
    if (
      !this.indention ||
      this.column > indent ||
      (this.column === indent && !this.whitespace)
    ) {
      this.breakLine();
    }
    if (this.footIndent === indent) {
      this.breakLine();
    }
    if (this.column < indent) {
      this.text += spaces(indent - this.column);
      this.column = indent;
    }
    this.whitespace = true;
    this.footIndent = -1;
  }

  /** Separates what follows from what precedes by a space, where needed. */
  separate(): void {
    if (!this.whitespace) {
      this.put(' ');
    }
  }

  /** @param opensBlock - the indicator counts as indentation (`- `, `? `) */
  writeIndicator(
    indicator: string,
    needsSpace: boolean,
    isSpace: boolean,
    opensBlock: boolean,
  ): void {
    if (needsSpace) {
      this.separate();
    }
    this.put(indicator);
    this.whitespace = isSpace;
    this.indention = this.indention && opensBlock;
  }

  /** Writes a word: an anchor, a tag, the text of a scalar. */
  writeWord(text: string): void {
    this.put(text);
    this.whitespace = false;
    this.indention = false;
  }

  /** Writes comment lines and ends the line. */
  writeComment(comment: string): void {
    let isNewLine = false;
    let hasHash = false;
    for (const part of splitBreaks(comment)) {
      if (isBreak(part.charCodeAt(0))) {
        this.copyBreak(part);
        isNewLine = true;
        hasHash = false;
        continue;
      }
      if (isNewLine) {
        this.writeIndent();
      }
      if (!hasHash && !part.startsWith('#')) {
        this.put('# ');
      }
      hasHash = true;
      this.put(part);
      this.indention = false;
      isNewLine = false;
    }
    if (!isNewLine) {
      this.breakLine();
    }
    this.whitespace = true;
  }
}

const SPACES = ' '.repeat(64);

function spaces(count: number): string {
  return count <= 64 ? SPACES.slice(0, count) : ' '.repeat(count);
}

/** Splits a text into runs without line breaks and single line breaks. */
export function splitBreaks(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (isBreak(text.charCodeAt(at))) {
      if (at > start) {
        parts.push(text.slice(start, at));
      }
      parts.push(text[at]);
      start = at + 1;
    }
  }
  if (start < text.length) {
    parts.push(text.slice(start));
  }
  return parts;
}
