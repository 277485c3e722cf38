/**
 * Contents by number, about the ones that were used last, within a budget of
 * bytes: two generations, of which the older is dropped when the younger has
 * half of the budget. The newest content stays even where it is beyond the
 * budget alone, because the next delta of a chain builds on it.
 */
export class ContentCache {
  private young = new Map<number, Buffer>();
  private old = new Map<number, Buffer>();
  private youngBytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: number): Buffer | undefined {
    const content = this.young.get(key);
    if (content) {
      return content;
    }
    const older = this.old.get(key);
    if (older) {
      this.set(key, older);
    }
    return older;
  }

  set(key: number, content: Buffer): void {
    if (this.young.has(key)) {
      return;
    }
    this.young.set(key, content);
    this.youngBytes += content.length;
    if (this.youngBytes > this.maxBytes / 2) {
      this.old = this.young;
      this.young = new Map();
      this.youngBytes = 0;
    }
  }
}
