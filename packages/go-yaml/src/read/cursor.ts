import {
  CR,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isSpaceOrEnd,
  LF,
  SPACE,
} from './characters';
import { Dialect, faultError } from './fault';
import { YamlError } from '../errors';

/** A place in the text that errors and indentation refer to. */
export interface Place {
  start: number;
  line: number;
  lineStart: number;
}

/** The line breaks of YAML 1.1 but LF. */
const OTHER_BREAKS = ['\r', '\u0085', '\u2028', '\u2029'];

/** How many NUL characters end the text. */
const PADDING = 4;

/**
 * The reading position in a text. The text ends with NUL characters, so that
 * looking a few characters ahead needs no check.
 */
export class Cursor {
  readonly text: string;
  /** Every line of the text ends with LF, so that its end is found quickly. */
  private readonly hasPlainBreaks: boolean;
  position = 0;
  /** 0-based. */
  line = 0;
  lineStart = 0;
  /** Line breaks since the last character that is not blank. */
  newlines = 0;
  /** Line breaks followed the plain scalar that was read last. */
  crossedLines = false;

  constructor(text: string, readonly dialect: Dialect) {
    this.text = `${text}\0\0\0\0`;
    this.hasPlainBreaks = !OTHER_BREAKS.some(code => text.includes(code));
  }

  get column(): number {
    return this.position - this.lineStart;
  }

  peek(ahead = 0): number {
    return this.text.charCodeAt(this.position + ahead);
  }

  place(): Place {
    return {
      start: this.position,
      line: this.line,
      lineStart: this.lineStart,
    };
  }

  /** Steps over `count` characters that are neither blanks nor breaks. */
  skip(count = 1): void {
    this.newlines = 0;
    this.position += count;
  }

  /** Where the line ends: the next break, or the end of the text. */
  endOfLine(): number {
    const { text } = this;
    if (this.hasPlainBreaks) {
      const end = text.indexOf('\n', this.position);
      return end < 0 ? text.length - PADDING : end;
    }
    let end = this.position;
    while (!isBreakOrEnd(text.charCodeAt(end))) {
      end++;
    }
    return end;
  }

  /** Steps over spaces, not over tabs. */
  skipSpaces(): void {
    const { text } = this;
    let at = this.position;
    while (text.charCodeAt(at) === SPACE) {
      at++;
    }
    this.position = at;
  }

  skipBlanks(): void {
    while (isBlank(this.peek())) {
      this.position++;
    }
  }

  /** Steps over one line break, CR LF counting as one, if there is one. */
  skipBreak(): void {
    const code = this.peek();
    if (!isBreak(code)) {
      return;
    }
    this.position += code === CR && this.peek(1) === LF ? 2 : 1;
    this.startLine();
  }

  /** Like skipBreak; gives the break as it counts in a scalar. */
  readBreak(): string {
    const code = this.peek();
    this.skipBreak();
    return code > 0xff ? String.fromCharCode(code) : '\n';
  }

  private startLine(): void {
    this.line++;
    this.lineStart = this.position;
    this.newlines++;
  }

  /** Whether `---` or `...` stands here at the beginning of a line. */
  atDocumentIndicator(): boolean {
    if (this.position !== this.lineStart) {
      return false;
    }
    const code = this.peek();
    return (
      (code === 0x2d || code === 0x2e) &&
      this.peek(1) === code &&
      this.peek(2) === code &&
      isSpaceOrEnd(this.peek(3))
    );
  }

  /** An error of the scanner at the current position. */
  fault(problem: string, context?: Place, code?: YamlError['code']): YamlError {
    return faultError(
      {
        stage: 'scanner',
        problem,
        problemLine: this.line,
        contextLine: context?.line,
        column: this.column + 1,
        code,
      },
      this.dialect,
    );
  }
}
