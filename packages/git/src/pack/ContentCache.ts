/**
 * Contents by number, the ones that were used last, within a budget of bytes.
 * The newest stays even if it is beyond the budget alone: the next delta of a
 * chain builds on it.
 */
export class ContentCache {
  private readonly contents = new Map<number, Buffer>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: number): Buffer | undefined {
    const content = this.contents.get(key);
    if (content) {
      this.contents.delete(key);
      this.contents.set(key, content);
    }
    return content;
  }

  set(key: number, content: Buffer): void {
    if (this.contents.has(key)) {
      return;
    }
    this.contents.set(key, content);
    this.bytes += content.length;
    for (const [oldest, { length }] of this.contents) {
      if (this.bytes <= this.maxBytes || oldest === key) {
        return;
      }
      this.contents.delete(oldest);
      this.bytes -= length;
    }
  }
}
