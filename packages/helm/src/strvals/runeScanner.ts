/** Reads a text character by character; `undefined` is the end. */
export class RuneScanner {
  private readonly runes: readonly string[];
  private index = 0;

  constructor(text: string) {
    this.runes = [...text];
  }

  next(): string | undefined {
    return this.runes[this.index++];
  }

  peek(): string | undefined {
    return this.runes[this.index];
  }

  /** Everything that has not been read. */
  rest(): string {
    return this.runes.slice(this.index).join('');
  }

  /** Skips as many characters as `text` has. */
  skip(text: string): void {
    this.index += [...text].length;
  }

  /**
   * Reads up to a character of `stops`, which is consumed.
   * @param hasEscapes - a backslash takes the next character as it is
   * @returns the text before it and the stop; no stop at the end of the input
   */
  until(
    stops: string,
    hasEscapes: boolean,
  ): { text: string; stop: string | undefined } {
    let text = '';
    for (;;) {
      const rune = this.next();
      if (rune === undefined || stops.includes(rune)) {
        return { text, stop: rune };
      }
      if (rune === '\\' && hasEscapes) {
        const escaped = this.next();
        if (escaped === undefined) {
          return { text, stop: undefined };
        }
        text += escaped;
      } else {
        text += rune;
      }
    }
  }
}
