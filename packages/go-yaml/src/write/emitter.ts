import { analyze } from './analysis';
import { Output } from './output';
import { PendingComments } from './pendingComments';
import {
  checkAnchor,
  escapeTag,
  isSimpleKey,
  Prepared,
  scalarStyle,
  splitTag,
  TagText,
  writtenTag,
} from './preparedNode';
import {
  writeDoubleQuoted,
  writeFolded,
  writeLiteral,
  writePlain,
  writeSingleQuoted,
} from './scalars';
import { YamlError } from '../errors';
import { Style, YamlNode } from '../node';
import { EmitOptions } from '../options';

const DEFAULT_INDENT = 4;

/** Where a node stands. */
interface Context {
  inSequenceItem: boolean;
  inMapping: boolean;
  isSimpleKey: boolean;
}

function place(context: Partial<Context> = {}): Context {
  return {
    inSequenceItem: false,
    inMapping: false,
    isSimpleKey: false,
    ...context,
  };
}

const ROOT: Context = place();
const ITEM: Context = place({ inSequenceItem: true });
const FLOW_ITEM: Context = place();
const SIMPLE_KEY: Context = place({ inMapping: true, isSimpleKey: true });
const PAIR: Context = place({ inMapping: true });

/** Writes nodes as yaml.v3's encoder writes them. */
export class Emitter {
  private readonly output = new Output();
  private readonly comments = new PendingComments(this.output);
  private readonly indentStep: number;
  private readonly compactSequences: boolean;
  private isFirst = true;
  private flowLevel = 0;

  constructor(options: EmitOptions = {}) {
    const indent = options.indent ?? DEFAULT_INDENT;
    this.indentStep = indent < 2 || indent > 9 ? 2 : indent;
    this.compactSequences = options.compactSequences ?? false;
  }

  get text(): string {
    return this.output.text;
  }

  writeDocument(node: YamlNode): void {
    const isDocument = node.kind === 'document';
    const roots = isDocument ? node.content : [node];
    if (roots.length !== 1) {
      throw new YamlError(
        'TYPE',
        'yaml: expected SCALAR, SEQUENCE-START, MAPPING-START, or ALIAS, but got document end',
      );
    }
    this.comments.head = isDocument
      ? node.headComment || this.comments.head
      : this.comments.head;
    this.startDocument();
    const prepared = this.prepare(roots[0], '');
    this.comments.writeHead();
    this.open(prepared, ROOT);
    this.comments.writeLine();
    this.comments.writeFoot();
    this.writeBody(prepared, ROOT);
    this.comments.foot = isDocument
      ? node.footComment || this.comments.foot
      : this.comments.foot;
    this.endDocument();
  }

  private startDocument(): void {
    const { output } = this;
    if (!this.isFirst) {
      output.writeIndent();
      output.writeIndicator('---', true, false, false);
      output.writeIndent();
    }
    this.isFirst = false;
    if (this.comments.head !== '') {
      this.comments.writeHead();
      output.breakLine();
    }
  }

  private endDocument(): void {
    this.output.footIndent = 0;
    this.comments.writeFoot();
    this.output.footIndent = -1;
    this.output.writeIndent();
  }

  /** Takes a node's comments over and finds its tag and its possible styles. */
  private prepare(node: YamlNode, tail: string): Prepared {
    this.comments.head = node.headComment || this.comments.head;
    if (node.kind === 'scalar' || node.kind === 'mapping') {
      this.comments.tail = tail || this.comments.tail;
    }
    if (node.kind === 'scalar' || node.kind === 'alias') {
      this.comments.line = node.lineComment || this.comments.line;
      this.comments.foot = node.footComment || this.comments.foot;
    }
    if (node.kind === 'alias') {
      checkAnchor(node.value, 'alias');
    } else if (node.anchor !== '') {
      checkAnchor(node.anchor, 'anchor');
    }
    const { tag, forceQuotes } = writtenTag(node);
    return {
      node,
      tag: splitTag(tag),
      analysis: node.kind === 'scalar' ? analyze(node.value, false) : undefined,
      forceQuotes,
    };
  }

  /** Takes over the comments that stand at the end of a collection. */
  private endCollection(node: YamlNode, tail: string): void {
    this.comments.line = node.lineComment || this.comments.line;
    this.comments.foot = node.footComment || this.comments.foot;
    this.comments.tail = tail || this.comments.tail;
  }

  private increaseIndent(isFlow: boolean, { inSequenceItem }: Context): number {
    const { output, indentStep } = this;
    const before = output.indent;
    if (before < 0) {
      output.indent = isFlow ? indentStep : 0;
    } else if (inSequenceItem) {
      output.indent = before + 2;
    } else {
      output.indent =
        indentStep * Math.floor((before + indentStep) / indentStep);
    }
    return before;
  }

  /** Writes a scalar or alias, or the anchor and tag of a collection. */
  private open(prepared: Prepared, where: Context): void {
    const { node, tag } = prepared;
    const { output } = this;
    if (node.kind === 'alias') {
      output.writeIndicator('*', true, false, false);
      output.writeWord(node.value);
      return;
    }
    const style =
      node.kind === 'scalar'
        ? scalarStyle(prepared, this.flowLevel > 0, where.isSimpleKey)
        : 0;
    if (node.anchor !== '') {
      output.writeIndicator('&', true, false, false);
      output.writeWord(node.anchor);
    }
    writeTag(output, tag);
    if (node.kind === 'scalar') {
      const before = this.increaseIndent(true, where);
      this.writeScalar(node.value, style);
      output.indent = before;
    }
  }

  private writeScalar(value: string, style: number): void {
    const { output } = this;
    switch (style) {
      case Style.Double:
        return writeDoubleQuoted(output, value, Infinity);
      case Style.Single:
        return writeSingleQuoted(output, value, Infinity);
      case Style.Literal:
        return writeLiteral(output, value, this.indentStep, () =>
          this.endBlockHeader(),
        );
      case Style.Folded:
        return writeFolded(output, value, this.indentStep, () =>
          this.endBlockHeader(),
        );
      default:
        return writePlain(output, value, Infinity);
    }
  }

  private endBlockHeader(): void {
    if (this.comments.line === '') {
      this.output.breakLine();
    } else {
      this.comments.writeLine();
    }
  }

  /** Writes what is inside a collection; nothing for scalars and aliases. */
  private writeBody({ node }: Prepared, where: Context): void {
    if (node.kind !== 'sequence' && node.kind !== 'mapping') {
      return;
    }
    const isFlow =
      this.flowLevel > 0 ||
      // eslint-disable-next-line no-bitwise
      (node.style & Style.Flow) !== 0 ||
      node.content.length < (node.kind === 'mapping' ? 2 : 1);
    if (node.kind === 'sequence') {
      if (isFlow) {
        this.writeFlowSequence(node, where);
      } else {
        this.writeBlockSequence(node, where);
      }
    } else if (isFlow) {
      this.writeFlowMapping(node, where);
    } else {
      this.writeBlockMapping(node, where);
    }
  }

  private writeBlockSequence(node: YamlNode, where: Context): void {
    const { output } = this;
    const isCompact =
      this.compactSequences &&
      where.inMapping &&
      (output.column === 0 || !output.indention);
    const before = this.increaseIndent(false, where);
    if (isCompact && before >= 0) {
      output.indent -= 2;
    }
    for (const item of node.content) {
      const prepared = this.prepare(item, '');
      this.comments.writeHead();
      output.writeIndent();
      output.writeIndicator('-', true, false, true);
      this.open(prepared, ITEM);
      this.comments.writeLine();
      this.comments.writeFoot();
      this.writeBody(prepared, ITEM);
    }
    this.endCollection(node, '');
    output.indent = before;
  }

  private writeBlockMapping(node: YamlNode, where: Context): void {
    const before = this.increaseIndent(false, where);
    const { content } = node;
    let tail = '';
    for (let i = 0; i + 1 < content.length; i += 2) {
      const isSimple = this.writeBlockKey(content[i], tail);
      tail = content[i].footComment;
      this.writeBlockValue(content[i + 1], isSimple);
    }
    this.endCollection(node, tail);
    this.comments.writeHead();
    this.output.indent = before;
  }

  private writeBlockKey(key: YamlNode, tail: string): boolean {
    const { output } = this;
    const prepared = this.prepareKey(key, tail);
    this.comments.writeHead();
    output.writeIndent();
    if (this.comments.line !== '') {
      this.comments.keyLine = this.comments.line;
      this.comments.line = '';
    }
    const isSimple = isSimpleKey(prepared);
    if (!isSimple) {
      output.writeIndicator('?', true, false, true);
    }
    const where = isSimple ? SIMPLE_KEY : PAIR;
    this.open(prepared, where);
    this.writeBody(prepared, where);
    return isSimple;
  }

  /** A key's foot comment is written behind its value, as a tail. */
  private prepareKey(key: YamlNode, tail: string): Prepared {
    if (key.footComment === '') {
      return this.prepare(key, tail);
    }
    return this.prepare({ ...key, footComment: '' }, tail);
  }

  private writeBlockValue(value: YamlNode, isSimple: boolean): void {
    const { output } = this;
    const prepared = this.prepare(value, '');
    if (isSimple) {
      output.writeIndicator(':', false, false, false);
    } else {
      output.writeIndent();
      output.writeIndicator(':', true, false, true);
    }
    this.comments.placeKeyComment(value);
    this.open(prepared, PAIR);
    this.comments.writeLine();
    this.comments.writeFoot();
    this.writeBody(prepared, PAIR);
  }

  private writeFlowSequence(node: YamlNode, where: Context): void {
    const { output } = this;
    output.writeIndicator('[', true, true, false);
    const before = this.increaseIndent(true, where);
    this.flowLevel++;
    let needsComma = false;
    for (const item of node.content) {
      const prepared = this.prepare(item, '');
      if (needsComma) {
        output.writeIndicator(',', false, false, false);
      }
      this.comments.writeHead();
      if (output.column === 0) {
        output.writeIndent();
      }
      needsComma = this.writeFlowNode(prepared, FLOW_ITEM);
    }
    this.endCollection(node, '');
    this.flowLevel--;
    output.indent = before;
    if (output.column === 0) {
      output.writeIndent();
    }
    output.writeIndicator(']', false, false, false);
    this.comments.writeLine();
    this.comments.writeFoot();
  }

  /**
   * Writes an item or value; with a comment, its comma comes before that.
   * @returns whether the comma is still to be written
   */
  private writeFlowNode(prepared: Prepared, where: Context): boolean {
    const needsComma = !this.comments.isTrailing;
    this.open(prepared, where);
    if (this.comments.isTrailing) {
      this.output.writeIndicator(',', false, false, false);
    }
    this.comments.writeLine();
    this.comments.writeFoot();
    this.writeBody(prepared, where);
    return needsComma;
  }

  private writeFlowMapping(node: YamlNode, where: Context): void {
    const { output } = this;
    const { content } = node;
    output.writeIndicator('{', true, true, false);
    const before = this.increaseIndent(true, where);
    this.flowLevel++;
    let needsComma = false;
    let tail = '';
    for (let i = 0; i + 1 < content.length; i += 2) {
      const key = this.prepareKey(content[i], tail);
      tail = content[i].footComment;
      if (needsComma) {
        output.writeIndicator(',', false, false, false);
      }
      needsComma = this.writeFlowPair(key, content[i + 1]);
    }
    this.endCollection(node, tail);
    this.endFlowMapping(needsComma, before);
  }

  private writeFlowPair(key: Prepared, value: YamlNode): boolean {
    const { output } = this;
    this.comments.writeHead();
    if (output.column === 0) {
      output.writeIndent();
    }
    const isSimple = isSimpleKey(key);
    if (!isSimple) {
      output.writeIndicator('?', true, false, false);
    }
    const where = isSimple ? SIMPLE_KEY : PAIR;
    this.open(key, where);
    this.writeBody(key, where);
    const prepared = this.prepare(value, '');
    output.writeIndicator(':', !isSimple, false, false);
    return this.writeFlowNode(prepared, PAIR);
  }

  private endFlowMapping(needsComma: boolean, indent: number): void {
    const { output } = this;
    if (
      needsComma &&
      (this.comments.head !== '' ||
        this.comments.foot !== '' ||
        this.comments.tail !== '')
    ) {
      output.writeIndicator(',', false, false, false);
    }
    this.comments.writeHead();
    this.flowLevel--;
    output.indent = indent;
    output.writeIndicator('}', false, false, false);
    this.comments.writeLine();
    this.comments.writeFoot();
  }
}

function writeTag(output: Output, { handle, suffix }: TagText): void {
  if (handle !== '') {
    output.separate();
    output.writeWord(handle + escapeTag(suffix));
  } else if (suffix !== '') {
    output.writeIndicator('!<', true, false, false);
    output.writeWord(escapeTag(suffix));
    output.writeIndicator('>', false, false, false);
  }
}
