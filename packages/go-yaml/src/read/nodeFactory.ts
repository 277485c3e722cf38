import { Dialect, faultError } from './fault';
import { Token } from './tokens';
import { YamlError } from '../errors';
import { YamlNode } from '../node';

/** Makes nodes and errors that know their place in the text. */
export class NodeFactory {
  /** The place that was counted last, from which the next is counted on. */
  private counted = { lineStart: 0, start: 0, surrogates: 0 };

  /** @param hasAstral - some characters take two UTF-16 units */
  constructor(
    private readonly text: string,
    private readonly hasAstral: boolean,
    private readonly dialect: Dialect,
  ) {}

  /** A node that begins at a token, or `behind` characters later. */
  nodeAt(kind: YamlNode['kind'], token: Token, behind = 0): YamlNode {
    return {
      kind,
      tag: '',
      value: '',
      anchor: '',
      style: 0,
      content: [],
      alias: undefined,
      headComment: '',
      lineComment: '',
      footComment: '',
      line: token.line + 1,
      column: this.columnOf(token) + behind,
    };
  }

  /** What stands where a value was left out. */
  emptyNode(token: Token, behind = 0): YamlNode {
    const node = this.nodeAt('scalar', token, behind);
    node.tag = '!!null';
    return node;
  }

  /** @param context - where the construct began that is at fault */
  fault(problem: string, at: Token, context?: Token): YamlError {
    return faultError(
      {
        stage: 'parser',
        problem,
        problemLine: at.line,
        contextLine: context?.line,
        column: this.columnOf(at),
      },
      this.dialect,
    );
  }

  private columnOf({ start, lineStart }: Token): number {
    const units = start - lineStart + 1;
    return this.hasAstral
      ? units - this.countSurrogates(lineStart, start)
      : units;
  }

  /** Low surrogates between two offsets; a long line is gone through once. */
  private countSurrogates(lineStart: number, start: number): number {
    const { counted } = this;
    if (counted.lineStart !== lineStart || counted.start > start) {
      this.counted = { lineStart, start: lineStart, surrogates: 0 };
    }
    let { surrogates } = this.counted;
    for (let at = this.counted.start; at < start; at++) {
      const code = this.text.charCodeAt(at);
      surrogates += code >= 0xdc00 && code <= 0xdfff ? 1 : 0;
    }
    this.counted = { lineStart, start, surrogates };
    return surrogates;
  }
}
