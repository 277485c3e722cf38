import type { Diagnostic } from '../errors';

const FULL_WIDTH_FROM = 0x80;
/** Messages become conditions of objects: they must stay small. */
const MAX_SHOWN = 10;
const MAX_SNIPPET = 1_000;

/** An expression's text, and the places in it. */
export class Source {
  readonly #lines: readonly string[];
  /** Where each line begins. */
  readonly #starts: readonly number[];

  constructor(readonly text: string) {
    this.#lines = text.split('\n');
    let start = 0;
    this.#starts = this.#lines.map(line => {
      const at = start;
      start += line.length + 1;
      return at;
    });
  }

  /** @param position - offset in UTF-16 units */
  at(position: number, message: string): Diagnostic {
    if (this.text === '') return { message, line: 1, column: 0 };
    const next = this.#starts.findIndex(start => start > position);
    const line = next < 0 ? this.#starts.length : next;
    const before = this.text.slice(this.#starts[line - 1], position);
    return { message, line, column: [...before].length + 1 };
  }

  /** Diagnostics the way cel-go prints them, each with its line and a mark below. */
  display(diagnostics: readonly Diagnostic[]): string {
    const texts = diagnostics.slice(0, MAX_SHOWN).map(item => {
      const head = `ERROR: <input>:${item.line}:${item.column}: ${item.message}`;
      return head + this.#snippet(item);
    });
    const more = diagnostics.length - MAX_SHOWN;
    if (more > 0) texts.push(`ERROR: and ${more} more`);
    return texts.join('\n');
  }

  #snippet({ line, column }: Diagnostic): string {
    const source = this.#lines[line - 1] ?? '';
    if (source === '' || source.length > MAX_SNIPPET) return '';
    const units = [...source];
    const isWide = (unit: string | undefined) =>
      unit !== undefined && unit.charCodeAt(0) >= FULL_WIDTH_FROM;
    const dots = units
      .slice(0, column - 1)
      .map(unit => (isWide(unit) ? '．' : '.'))
      .join('');
    const mark = isWide(units[column - 1]) ? '＾' : '^';
    return `\n | ${source.replace(/\t/g, ' ')}\n | ${dots}${mark}`;
  }
}
