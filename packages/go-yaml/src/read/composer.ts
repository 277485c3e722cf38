import { Dialect } from './fault';
import { LeafReader, NO_PROPERTIES } from './leafReader';
import { NodeFactory } from './nodeFactory';
import { Scanner } from './scanner';
import { TagHandles } from './tagHandles';
import { readableText } from './text';
import {
  isBlockNodeEnd,
  isFlowMappingStop,
  isFlowSequenceStop,
  startsDocument,
} from './tokenKinds';
import { TokenSource } from './tokenSource';
import { Token, TokenKind } from './tokens';
import { Style, YamlNode } from '../node';
import { ParseOptions } from '../options';

/** Nesting at which reading stops; JavaScript's stack would end soon after. */
const DEFAULT_MAX_DEPTH = 1000;

/** Reads the documents of a text one after the other. */
export class Composer {
  private readonly tokens: TokenSource;
  private readonly nodes: NodeFactory;
  private readonly leaves: LeafReader;
  private started = false;

  constructor(
    input: string | Uint8Array,
    options: ParseOptions = {},
    private readonly dialect: Dialect = 'yaml.v3',
  ) {
    const { text, hasAstral } = readableText(input, options.maxLength);
    this.nodes = new NodeFactory(text, hasAstral, dialect);
    const maxDepth = options.maxDepth ?? DEFAULT_MAX_DEPTH;
    this.tokens = new TokenSource(new Scanner(text, dialect, maxDepth));
    this.leaves = new LeafReader(this.tokens, this.nodes, dialect);
  }

  /** The next document, or undefined at the end of the text. */
  nextDocument(): YamlNode | undefined {
    let token = this.tokens.peek();
    const isFirst = !this.started;
    if (isFirst) {
      this.started = true;
      this.tokens.skip();
      token = this.tokens.peek();
    }
    while (!isFirst && token.kind === TokenKind.DocumentEnd) {
      this.tokens.skip();
      token = this.tokens.peek();
    }
    if (token.kind === TokenKind.StreamEnd) {
      return undefined;
    }
    if (this.dialect === 'sigs') {
      this.leaves.forgetAnchors();
    }
    const isBare = isFirst && !startsDocument(token.kind);
    const document = isBare ? this.bareStart(token) : this.markedStart(token);
    document.content.push(
      isBare ? this.readNode(true, false) : this.readRoot(),
    );
    this.endDocument(document);
    return document;
  }

  private bareStart(token: Token): YamlNode {
    this.leaves.handles.readDirectives(this.tokens);
    const document = this.nodes.nodeAt('document', token);
    document.headComment = this.tokens.takeDocumentHead();
    return document;
  }

  private markedStart(first: Token): YamlNode {
    const document = this.nodes.nodeAt('document', first);
    this.leaves.handles.readDirectives(this.tokens);
    const token = this.tokens.peek();
    if (token.kind !== TokenKind.DocumentStart) {
      throw this.nodes.fault('did not find expected <document start>', token);
    }
    this.tokens.skip();
    return document;
  }

  private readRoot(): YamlNode {
    const token = this.tokens.peek();
    if (
      startsDocument(token.kind) ||
      token.kind === TokenKind.DocumentEnd ||
      token.kind === TokenKind.StreamEnd
    ) {
      return this.nodes.emptyNode(token);
    }
    return this.readNode(true, false);
  }

  private endDocument(document: YamlNode): void {
    const token = this.tokens.peek();
    if (token.kind === TokenKind.DocumentEnd) {
      this.tokens.skip();
    }
    this.leaves.handles = new TagHandles(this.nodes);
    this.tokens.giveDocumentFoot(document);
  }

  /**
   * @param inBlock - block collections may stand here
   * @param indentless - a sequence may stand at its key's indentation
   */
  private readNode(inBlock: boolean, indentless: boolean): YamlNode {
    const first = this.tokens.peek();
    if (first.kind === TokenKind.Alias) {
      return this.leaves.readAlias(first);
    }
    const properties =
      first.kind === TokenKind.Anchor || first.kind === TokenKind.Tag
        ? this.leaves.readProperties(first)
        : NO_PROPERTIES;
    const token = this.tokens.peek();
    const { anchor, tag } = properties;
    if (token.kind === TokenKind.Scalar) {
      return this.leaves.readScalar(first, token, properties);
    }
    if (indentless && token.kind === TokenKind.BlockEntry) {
      const node = this.leaves.collection('sequence', first, properties);
      this.readIndentlessItems(node);
      return node;
    }
    if (token.kind === TokenKind.FlowSequenceStart) {
      const node = this.leaves.collection('sequence', first, properties);
      return this.readFlowSequence(node);
    }
    if (token.kind === TokenKind.FlowMappingStart) {
      const node = this.leaves.collection('mapping', first, properties);
      return this.readFlowMapping(node);
    }
    if (inBlock && token.kind === TokenKind.BlockSequenceStart) {
      const node = this.leaves.collection('sequence', first, properties);
      return this.readBlockSequence(node);
    }
    if (inBlock && token.kind === TokenKind.BlockMappingStart) {
      const node = this.leaves.collection('mapping', first, properties);
      return this.readBlockMapping(node);
    }
    if (anchor !== '' || tag !== '') {
      return this.leaves.readEmpty(first, properties);
    }
    throw this.nodes.fault('did not find expected node content', token, first);
  }

  private readBlockSequence(node: YamlNode): YamlNode {
    this.tokens.giveStem(node);
    const start = this.tokens.peek();
    this.tokens.skip();
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind === TokenKind.BlockEnd) {
        this.tokens.skip();
        return node;
      }
      if (token.kind !== TokenKind.BlockEntry) {
        throw this.nodes.fault(
          "did not find expected '-' indicator",
          token,
          start,
        );
      }
      node.content.push(this.readItem(token, false));
    }
  }

  private readIndentlessItems(node: YamlNode): void {
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind !== TokenKind.BlockEntry) {
        return;
      }
      node.content.push(this.readItem(token, true));
    }
  }

  /** Reads what stands behind a `-`. */
  private readItem(entry: Token, indentless: boolean): YamlNode {
    this.tokens.skipEntry(this.dialect === 'yaml.v3');
    const { kind } = this.tokens.peek();
    if (this.tokens.overlooked !== undefined) {
      // An anchor and a tag are still read; what fails there comes first.
      this.leaves.readProperties(this.tokens.peek());
      throw this.tokens.overlooked;
    }
    const isEmpty =
      kind === TokenKind.BlockEntry ||
      kind === TokenKind.BlockEnd ||
      (indentless && (kind === TokenKind.Key || kind === TokenKind.Value));
    return isEmpty
      ? this.nodes.emptyNode(entry, 1)
      : this.readNode(true, false);
  }

  private readBlockMapping(node: YamlNode): YamlNode {
    this.tokens.giveStem(node);
    const start = this.tokens.peek();
    this.tokens.skip();
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind === TokenKind.Key) {
        this.addPair(node, this.readBlockKey(token), true);
      } else if (token.kind === TokenKind.BlockEnd) {
        this.endBlockMapping(node);
        return node;
      } else {
        throw this.nodes.fault('did not find expected key', token, start);
      }
    }
  }

  private endBlockMapping(node: YamlNode): void {
    this.tokens.giveEndComments(node);
    if (node.footComment !== '' && node.content.length > 1) {
      node.content[node.content.length - 2].footComment = node.footComment;
      node.footComment = '';
    }
    this.tokens.skip();
  }

  private readBlockKey(token: Token): YamlNode {
    this.tokens.skip();
    const { kind } = this.tokens.peek();
    return isBlockNodeEnd(kind)
      ? this.nodes.emptyNode(token)
      : this.readNode(true, true);
  }

  private readBlockValue(): YamlNode {
    const token = this.tokens.peek();
    if (token.kind !== TokenKind.Value) {
      return this.nodes.emptyNode(token);
    }
    this.tokens.skip();
    const { kind } = this.tokens.peek();
    return isBlockNodeEnd(kind)
      ? this.nodes.emptyNode(token, 1)
      : this.readNode(true, true);
  }

  /** Adds a key and reads its value; foot comments go to the keys. */
  private addPair(node: YamlNode, key: YamlNode, inBlock: boolean): void {
    const { content } = node;
    content.push(key);
    if (inBlock && key.footComment !== '' && content.length > 2) {
      content[content.length - 3].footComment = key.footComment;
      key.footComment = '';
    }
    const value = inBlock ? this.readBlockValue() : this.readFlowValue();
    content.push(value);
    if (key.footComment === '' && value.footComment !== '') {
      key.footComment = value.footComment;
      value.footComment = '';
    }
  }

  private readFlowSequence(node: YamlNode): YamlNode {
    this.openFlow(node);
    const start = this.tokens.peek();
    this.tokens.skip();
    for (let isFirst = true; ; isFirst = false) {
      let token = this.tokens.peek();
      if (token.kind !== TokenKind.FlowSequenceEnd && !isFirst) {
        if (token.kind !== TokenKind.FlowEntry) {
          throw this.nodes.fault(
            "did not find expected ',' or ']'",
            token,
            start,
          );
        }
        this.tokens.skip();
        token = this.tokens.peek();
      }
      if (token.kind === TokenKind.FlowSequenceEnd) {
        this.closeFlow(node);
        return node;
      }
      node.content.push(
        token.kind === TokenKind.Key
          ? this.readSinglePair(token)
          : this.readNode(false, false),
      );
    }
  }

  private openFlow(node: YamlNode): void {
    // eslint-disable-next-line no-bitwise
    node.style |= Style.Flow;
    this.tokens.giveComments(node);
  }

  private closeFlow(node: YamlNode): void {
    this.tokens.giveEndComments(node);
    this.tokens.skip();
  }

  /** `[a: b]`: a mapping of one pair without braces. */
  private readSinglePair(keyToken: Token): YamlNode {
    const node = this.nodes.nodeAt('mapping', keyToken);
    node.tag = '!!map';
    node.style = Style.Flow;
    this.tokens.skip();
    const token = this.tokens.peek();
    let key: YamlNode;
    if (isFlowSequenceStop(token.kind) || token.kind === TokenKind.Value) {
      this.tokens.skip();
      key = this.nodes.emptyNode(token, 1);
    } else {
      key = this.readNode(false, false);
    }
    node.content.push(key);
    const value = this.readSinglePairValue();
    node.content.push(value);
    if (key.footComment === '' && value.footComment !== '') {
      key.footComment = value.footComment;
      value.footComment = '';
    }
    this.tokens.peek();
    return node;
  }

  private readSinglePairValue(): YamlNode {
    let token = this.tokens.peek();
    if (token.kind === TokenKind.Value) {
      this.tokens.skip();
      token = this.tokens.peek();
      if (!isFlowSequenceStop(token.kind)) {
        return this.readNode(false, false);
      }
    }
    return this.nodes.emptyNode(token);
  }

  private readFlowMapping(node: YamlNode): YamlNode {
    this.openFlow(node);
    const start = this.tokens.peek();
    this.tokens.skip();
    for (let isFirst = true; ; isFirst = false) {
      let token = this.tokens.peek();
      if (token.kind !== TokenKind.FlowMappingEnd && !isFirst) {
        if (token.kind !== TokenKind.FlowEntry) {
          throw this.nodes.fault(
            "did not find expected ',' or '}'",
            token,
            start,
          );
        }
        this.tokens.skip();
        token = this.tokens.peek();
      }
      if (token.kind === TokenKind.FlowMappingEnd) {
        this.closeFlow(node);
        return node;
      }
      this.readFlowPair(node, token);
    }
  }

  private readFlowPair(node: YamlNode, first: Token): void {
    if (first.kind !== TokenKind.Key) {
      const key = this.readNode(false, false);
      node.content.push(key, this.nodes.emptyNode(this.tokens.peek()));
      return;
    }
    this.tokens.skip();
    const token = this.tokens.peek();
    const key =
      isFlowMappingStop(token.kind) || token.kind === TokenKind.Value
        ? this.nodes.emptyNode(token)
        : this.readNode(false, false);
    this.addPair(node, key, false);
  }

  private readFlowValue(): YamlNode {
    let token = this.tokens.peek();
    if (token.kind === TokenKind.Value) {
      this.tokens.skip();
      token = this.tokens.peek();
      if (!isFlowMappingStop(token.kind)) {
        return this.readNode(false, false);
      }
    }
    return this.nodes.emptyNode(token);
  }
}
