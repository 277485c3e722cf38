import { Scanner } from './scanner';
import { Token, TokenKind } from './tokens';
import { YamlNode } from '../node';

/**
 * The tokens of a text, with the comments that were met on the way to the
 * next one and that no node has taken yet.
 */
export class TokenSource {
  private head = '';
  private line = '';
  private foot = '';
  /** The head comment of a collection that stands behind a `-`. */
  private stem = '';
  /** An error that yaml.v3 overlooks for the moment; see splitStem. */
  overlooked: unknown;

  constructor(private readonly scanner: Scanner) {}

  /** The next token; comments that belong to it are gathered. */
  peek(): Token {
    const token = this.scanner.peek();
    const { comments } = this.scanner;
    let comment = comments.peekFor(token.start);
    while (comment) {
      if (comment.head !== '') {
        if (token.kind === TokenKind.BlockEnd) {
          break;
        }
        this.head = joinLines(this.head, comment.head);
      }
      this.foot = joinLines(this.foot, comment.foot);
      this.line = joinLines(this.line, comment.line);
      comments.take();
      comment = comments.peekFor(token.start);
    }
    return token;
  }

  /** Consumes the token that peek() gave. */
  skip(): void {
    this.scanner.skip();
  }

  /** Gives a node all comments that were gathered. */
  giveComments(node: YamlNode): void {
    node.headComment = this.head;
    this.giveEndComments(node);
  }

  /** Gives a collection that ends its line and foot comment; a head is lost. */
  giveEndComments(node: YamlNode): void {
    node.lineComment = this.line;
    node.footComment = this.foot;
    this.clear();
  }

  /** Gives a document that ends what is left as its foot comment. */
  giveDocumentFoot(document: YamlNode): void {
    document.footComment = this.foot === '' ? this.head : this.foot;
    this.clear();
  }

  /** Gives a collection the comment that splitStem() kept for it. */
  giveStem(node: YamlNode): void {
    node.headComment = this.stem;
    this.stem = '';
  }

  private clear(): void {
    this.head = '';
    this.line = '';
    this.foot = '';
    this.stem = '';
  }

  /** What stands above the last empty line belongs to the document. */
  takeDocumentHead(): string {
    const { head } = this;
    for (let i = head.length - 1; i > 0; i--) {
      if (head[i] !== '\n') {
        continue;
      }
      if (i === head.length - 1) {
        this.head = '';
        return head.slice(0, i);
      }
      if (head[i - 1] === '\n') {
        this.head = head.slice(i + 1);
        return head.slice(0, i - 1);
      }
    }
    return '';
  }

  /**
   * Consumes a `-`. The comment above it belongs to a collection behind it
   * as a whole, not to that collection's first entry.
   * @param keepsComments - false where nobody wants them (yaml.v2)
   */
  skipEntry(keepsComments: boolean): void {
    const { length } = this.head;
    this.skip();
    if (length === 0 || !keepsComments) {
      return;
    }
    const kind = this.tryPeek();
    if (
      kind === TokenKind.BlockSequenceStart ||
      kind === TokenKind.BlockMappingStart
    ) {
      this.stem = this.head.slice(0, length);
      this.head = this.head.slice(length + 1);
    }
  }

  /**
   * yaml.v3 overlooks an error at this point, reads on, and reports the next
   * one, or this one if there is no other.
   */
  private tryPeek(): TokenKind | undefined {
    try {
      return this.peek().kind;
    } catch (error) {
      this.overlooked = error;
      return undefined;
    }
  }
}

function joinLines(before: string, text: string): string {
  if (text === '' || before === '') {
    return before === '' ? text : before;
  }
  return `${before}\n${text}`;
}
