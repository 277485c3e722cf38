import { Output } from './output';
import { Style, YamlNode } from '../node';

/**
 * Comments that wait until their place comes; as in yaml.v3, one that finds no
 * place of its own goes to the next that offers itself.
 */
export class PendingComments {
  head = '';
  line = '';
  foot = '';
  tail = '';
  /** A line comment of a key, which is written behind the colon. */
  keyLine = '';

  constructor(private readonly output: Output) {}

  /** Whether a comment follows the node that is written. */
  get isTrailing(): boolean {
    return this.line !== '' || this.foot !== '' || this.tail !== '';
  }

  /** Writes the tail and head comments, each on lines of its own. */
  writeHead(): void {
    const { output } = this;
    if (this.tail !== '') {
      output.writeIndent();
      output.writeComment(this.tail);
      this.tail = '';
      output.footIndent = Math.max(output.indent, 0);
    }
    if (this.head !== '') {
      output.writeIndent();
      output.writeComment(this.head);
      this.head = '';
    }
  }

  /** Writes the line comment behind what was written. */
  writeLine(): void {
    if (this.line === '') {
      return;
    }
    this.output.separate();
    this.output.writeComment(this.line);
    this.line = '';
  }

  /** Writes the foot comment on lines of its own. */
  writeFoot(): void {
    if (this.foot === '') {
      return;
    }
    const { output } = this;
    output.writeIndent();
    output.writeComment(this.foot);
    this.foot = '';
    output.footIndent = Math.max(output.indent, 0);
  }

  /** Finds a place for the line comment of a key, given the key's value. */
  placeKeyComment(value: YamlNode): void {
    if (this.keyLine === '') {
      return;
    }
    if (value.kind === 'scalar') {
      if (this.line === '') {
        this.line = this.keyLine;
        this.keyLine = '';
      }
      // eslint-disable-next-line no-bitwise
    } else if (value.kind !== 'alias' && (value.style & Style.Flow) === 0) {
      const { line } = this;
      this.line = this.keyLine;
      this.writeLine();
      this.keyLine = this.line;
      this.line = line;
    }
  }
}
