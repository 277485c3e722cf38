import { Dialect } from './fault';
import { NodeFactory } from './nodeFactory';
import { TagHandles } from './tagHandles';
import { TokenSource } from './tokenSource';
import { Token, TokenKind } from './tokens';
import { YamlError } from '../errors';
import { Style, YamlNode } from '../node';
import { resolvePlainTag } from '../resolve';
import { shortTag } from '../tags';

/** What stands before a node's content. */
interface Properties {
  anchor: string;
  tag: string;
}

/** No anchor and no tag. */
export const NO_PROPERTIES: Properties = { anchor: '', tag: '' };

/** Reads anchors, tags and the nodes that have no content of their own. */
export class LeafReader {
  /** Tag directives of the current document. */
  handles: TagHandles;
  private anchors = new Map<string, YamlNode>();

  constructor(
    private readonly tokens: TokenSource,
    private readonly nodes: NodeFactory,
    private readonly dialect: Dialect,
  ) {
    this.handles = new TagHandles(nodes);
  }

  /** Forgets the anchors that were read. */
  forgetAnchors(): void {
    this.anchors = new Map();
  }

  /** @throws YamlError - code ALIAS, no such anchor */
  readAlias(token: Token): YamlNode {
    const node = this.nodes.nodeAt('alias', token);
    node.value = token.value;
    this.tokens.giveComments(node);
    node.alias = this.anchors.get(token.value);
    if (!node.alias) {
      throw new YamlError(
        'ALIAS',
        `yaml: unknown anchor '${token.value}' referenced`,
        node.line,
        node.column,
      );
    }
    this.tokens.skip();
    return node;
  }

  /** Reads an anchor and a tag, in either order. */
  readProperties(first: Token): Properties {
    let anchor = '';
    let tagToken: Token | undefined;
    let token = first;
    if (token.kind === TokenKind.Anchor) {
      anchor = token.value;
      this.tokens.skip();
      token = this.tokens.peek();
      if (token.kind === TokenKind.Tag) {
        tagToken = token;
        this.tokens.skip();
      }
    } else if (token.kind === TokenKind.Tag) {
      tagToken = token;
      this.tokens.skip();
      token = this.tokens.peek();
      if (token.kind === TokenKind.Anchor) {
        anchor = token.value;
        this.tokens.skip();
      }
    }
    this.tokens.peek();
    const tag = tagToken ? this.handles.expand(tagToken, first) : '';
    return { anchor, tag };
  }

  /** Reads a scalar whose properties began at `first`. */
  readScalar(first: Token, token: Token, properties: Properties): YamlNode {
    const node = this.nodes.nodeAt('scalar', first);
    node.value = token.value;
    this.setTag(node, properties.tag, defaultScalarTag(token));
    // eslint-disable-next-line no-bitwise
    node.style |= token.style;
    this.tokens.giveComments(node);
    this.setAnchor(node, properties.anchor);
    this.tokens.skip();
    return node;
  }

  /** An empty collection that began at `first`. */
  collection(
    kind: 'mapping' | 'sequence',
    first: Token,
    { tag, anchor }: Properties,
  ): YamlNode {
    const node = this.nodes.nodeAt(kind, first);
    this.setTag(node, tag, kind === 'mapping' ? '!!map' : '!!seq');
    this.setAnchor(node, anchor);
    return node;
  }

  private setTag(node: YamlNode, tag: string, defaultTag: string): void {
    if (tag !== '' && (tag !== '!' || this.dialect === 'sigs')) {
      node.tag = shortTag(tag);
      node.style = Style.Tagged;
    } else if (defaultTag !== '') {
      node.tag = defaultTag;
    } else {
      node.tag = resolvePlainTag(node.value, this.dialect);
    }
  }

  private setAnchor(node: YamlNode, anchor: string): void {
    if (anchor !== '') {
      node.anchor = anchor;
      this.anchors.set(anchor, node);
    }
  }

  /** A node that has properties and no content. */
  readEmpty(first: Token, { tag, anchor }: Properties): YamlNode {
    const node = this.nodes.nodeAt('scalar', first);
    this.setTag(node, tag, '');
    this.setAnchor(node, anchor);
    return node;
  }
}

function defaultScalarTag(token: Token): string {
  if (token.style !== 0) {
    return '!!str';
  }
  return token.value === '<<' ? '!!merge' : '';
}
