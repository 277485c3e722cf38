/**
 * Takes the header block off the front of what a CGI program prints.
 * @see RFC 3875, section 6
 */
export class CgiHeaderParser {
  /** From the `Status` field; 200 without one. */
  statusCode = 200;
  /** Fields by lower-case name, without `Status`. */
  readonly fields: Record<string, string> = {};
  private pending = Buffer.alloc(0);
  private isDone = false;

  /** Returns the part of `chunk` that is body, or undefined inside the header. */
  push(chunk: Buffer): Buffer | undefined {
    if (this.isDone) {
      return chunk;
    }
    this.pending = Buffer.concat([this.pending, chunk]);
    const end = this.pending.indexOf('\r\n\r\n');
    if (end < 0) {
      return undefined;
    }
    this.isDone = true;
    this.parse(this.pending.subarray(0, end).toString('latin1'));
    return this.pending.subarray(end + 4);
  }

  private parse(block: string): void {
    for (const line of block.split('\r\n')) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === 'status') {
        this.statusCode = Number.parseInt(value, 10);
      } else {
        this.fields[name] = value;
      }
    }
  }
}
