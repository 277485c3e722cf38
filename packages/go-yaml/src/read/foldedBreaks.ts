/** Line breaks inside a flow scalar: one becomes a space, n become n-1. */
export class FoldedBreaks {
  private first: string | undefined;
  private rest = '';

  add(lineBreak: string): void {
    if (this.first === undefined) {
      this.first = lineBreak;
    } else {
      this.rest += lineBreak;
    }
  }

  text(): string {
    if (this.first === '\n') {
      return this.rest === '' ? ' ' : this.rest;
    }
    return (this.first ?? '') + this.rest;
  }
}
