import { NodeFactory } from './nodeFactory';
import { TokenSource } from './tokenSource';
import { Token, TokenKind } from './tokens';
import { TAG_PREFIX } from '../tags';

/** What `!`, `!!` and the handles of `%TAG` lines stand for in a document. */
export class TagHandles {
  private readonly prefixes = new Map<string, string>();

  constructor(private readonly nodes: NodeFactory) {}

  /** Reads the directives in front of a document. */
  readDirectives(tokens: TokenSource): void {
    let hasVersion = false;
    let token = tokens.peek();
    for (;;) {
      if (token.kind === TokenKind.VersionDirective) {
        if (hasVersion) {
          throw this.nodes.fault('found duplicate %YAML directive', token);
        }
        if (token.suffix !== '1.1') {
          throw this.nodes.fault('found incompatible YAML document', token);
        }
        hasVersion = true;
      } else if (token.kind === TokenKind.TagDirective) {
        if (this.prefixes.has(token.value)) {
          throw this.nodes.fault('found duplicate %TAG directive', token);
        }
        this.prefixes.set(token.value, token.suffix);
      } else {
        break;
      }
      tokens.skip();
      token = tokens.peek();
    }
    this.addDefault('!', '!');
    this.addDefault('!!', TAG_PREFIX);
  }

  private addDefault(handle: string, prefix: string): void {
    if (!this.prefixes.has(handle)) {
      this.prefixes.set(handle, prefix);
    }
  }

  /** The full tag; @param first - the token with which its node begins */
  expand(token: Token, first: Token): string {
    if (token.value === '') {
      return token.suffix;
    }
    const prefix = this.prefixes.get(token.value);
    if (prefix === undefined) {
      throw this.nodes.fault('found undefined tag handle', token, first);
    }
    return prefix + token.suffix;
  }
}
