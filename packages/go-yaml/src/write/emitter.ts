import { analyze, Analysis } from './analysis';
import { Output } from './output';
import {
  checkAnchor,
  escapeTag,
  isSimpleKey,
  Prepared,
  splitTag,
  TagText,
  wantedStyle,
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

/**
 * Writes nodes as yaml.v3's encoder writes them. Comments wait in `head`,
 * `line`, `foot` and `tail` until their place comes; as in yaml.v3, one that
 * finds no place of its own goes to the next that offers itself.
 */
export class Emitter {
  private readonly output = new Output();
  private readonly indentStep: number;
  private readonly compactSequences: boolean;
  private isFirst = true;
  private flowLevel = 0;
  private head = '';
  private line = '';
  private foot = '';
  private tail = '';
  /** A line comment of a key, which is written behind the colon. */
  private keyLine = '';

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
    this.head = isDocument ? node.headComment || this.head : this.head;
    this.startDocument();
    const prepared = this.prepare(roots[0], '');
    this.writeHead();
    this.open(prepared, ROOT);
    this.writeLine();
    this.writeFoot();
    this.writeBody(prepared, ROOT);
    this.foot = isDocument ? node.footComment || this.foot : this.foot;
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
    if (this.head !== '') {
      this.writeHead();
      output.breakLine();
    }
  }

  private endDocument(): void {
    this.output.footIndent = 0;
    this.writeFoot();
    this.output.footIndent = -1;
    this.output.writeIndent();
  }

  /** Takes a node's comments over and finds its tag and its possible styles. */
  private prepare(node: YamlNode, tail: string): Prepared {
    this.head = node.headComment || this.head;
    if (node.kind === 'scalar' || node.kind === 'mapping') {
      this.tail = tail || this.tail;
    }
    if (node.kind === 'scalar' || node.kind === 'alias') {
      this.line = node.lineComment || this.line;
      this.foot = node.footComment || this.foot;
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
    this.line = node.lineComment || this.line;
    this.foot = node.footComment || this.foot;
    this.tail = tail || this.tail;
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
      node.kind === 'scalar' ? this.chooseStyle(prepared, where) : 0;
    if (node.anchor !== '') {
      output.writeIndicator('&', true, false, false);
      output.writeWord(node.anchor);
    }
    this.writeTag(tag);
    if (node.kind === 'scalar') {
      const before = this.increaseIndent(true, where);
      this.writeScalar(node.value, style);
      output.indent = before;
    }
  }

  private writeTag({ handle, suffix }: TagText): void {
    const { output } = this;
    if (handle !== '') {
      output.separate();
      output.writeWord(handle + escapeTag(suffix));
    } else if (suffix !== '') {
      output.writeIndicator('!<', true, false, false);
      output.writeWord(escapeTag(suffix));
      output.writeIndicator('>', false, false, false);
    }
  }

  private chooseStyle(prepared: Prepared, where: Context): number {
    const analysis = prepared.analysis as Analysis;
    const { value } = prepared.node;
    let style = wantedStyle(prepared);
    if (where.isSimpleKey && analysis.multiline) {
      style = Style.Double;
    }
    if (style === 0) {
      const isFree =
        this.flowLevel > 0 ? analysis.plainInFlow : analysis.plainInBlock;
      const isHidden =
        value === '' && (this.flowLevel > 0 || where.isSimpleKey);
      style = isFree && !isHidden ? 0 : Style.Single;
    }
    if (style === Style.Single && !analysis.singleQuoted) {
      style = Style.Double;
    }
    if (
      (style === Style.Literal || style === Style.Folded) &&
      (!analysis.block || this.flowLevel > 0 || where.isSimpleKey)
    ) {
      style = Style.Double;
    }
    return style;
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
    if (this.line === '') {
      this.output.breakLine();
    } else {
      this.writeLine();
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
      this.writeHead();
      output.writeIndent();
      output.writeIndicator('-', true, false, true);
      this.open(prepared, ITEM);
      this.writeLine();
      this.writeFoot();
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
    this.writeHead();
    this.output.indent = before;
  }

  private writeBlockKey(key: YamlNode, tail: string): boolean {
    const { output } = this;
    const prepared = this.prepareKey(key, tail);
    this.writeHead();
    output.writeIndent();
    if (this.line !== '') {
      this.keyLine = this.line;
      this.line = '';
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
    this.placeKeyComment(value);
    this.open(prepared, PAIR);
    this.writeLine();
    this.writeFoot();
    this.writeBody(prepared, PAIR);
  }

  private placeKeyComment(value: YamlNode): void {
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

  private hasTrailingComment(): boolean {
    return this.line !== '' || this.foot !== '' || this.tail !== '';
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
      this.writeHead();
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
    this.writeLine();
    this.writeFoot();
  }

  /**
   * Writes an item or value; with a comment, its comma comes before that.
   * @returns whether the comma is still to be written
   */
  private writeFlowNode(prepared: Prepared, where: Context): boolean {
    const needsComma = !this.hasTrailingComment();
    this.open(prepared, where);
    if (this.hasTrailingComment()) {
      this.output.writeIndicator(',', false, false, false);
    }
    this.writeLine();
    this.writeFoot();
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
    this.writeHead();
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
      (this.head !== '' || this.foot !== '' || this.tail !== '')
    ) {
      output.writeIndicator(',', false, false, false);
    }
    this.writeHead();
    this.flowLevel--;
    output.indent = indent;
    output.writeIndicator('}', false, false, false);
    this.writeLine();
    this.writeFoot();
  }

  private writeHead(): void {
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

  private writeLine(): void {
    if (this.line === '') {
      return;
    }
    this.output.separate();
    this.output.writeComment(this.line);
    this.line = '';
  }

  private writeFoot(): void {
    if (this.foot === '') {
      return;
    }
    const { output } = this;
    output.writeIndent();
    output.writeComment(this.foot);
    this.foot = '';
    output.footIndent = Math.max(output.indent, 0);
  }
}
