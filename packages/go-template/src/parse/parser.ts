import { GoTemplateError } from '../errors';
import { quoteGo, unquoteGo } from '../format/quote';
import { lineAt } from './characters';
import { Lexer } from './lexer';
import type {
  ActionNode,
  BranchNode,
  ListNode,
  LoopControlNode,
  PipeNode,
  StatementNode,
  TemplateCallNode,
} from './nodes';
import { PipeParser } from './pipeParser';
import { Scope } from './scope';
import type { Token } from './token';
import { TokenStream } from './tokenStream';

/** One template of a text: its body and the size of its variable frame. */
export interface TemplateTree {
  readonly name: string;
  readonly root: ListNode;
  readonly slots: number;
}

interface Ending {
  readonly kind: 'end' | 'else';
  readonly position: number;
}

interface Body {
  readonly list: ListNode;
  readonly ending: Ending;
}

/** True when a tree prints nothing: only spaces and comments. */
export function isEmptyTree(list: ListNode): boolean {
  return list.nodes.every(
    node => node.kind === 'text' && /^[\s\u0085]*$/.test(node.text),
  );
}

/** Parses a text into its own tree and those of its `define` and `block` clauses. */
export class Parser {
  readonly trees = new Map<string, TemplateTree>();
  private readonly tokens: TokenStream;
  /** Variables of the template that is being read. */
  scope = new Scope();
  /** Where the current action begins; undefined outside of actions. */
  private actionStart: number | undefined;
  private readonly pipes: PipeParser;
  private rangeDepth = 0;

  constructor(
    private readonly file: string,
    private readonly text: string,
    hasFunction: (name: string) => boolean,
  ) {
    this.tokens = new TokenStream(new Lexer(text, hasFunction));
    this.pipes = new PipeParser(this.tokens, this, hasFunction);
  }

  parse(): void {
    const position = this.tokens.peek().position;
    const nodes: StatementNode[] = [];
    while (this.tokens.peek().kind !== 'eof') {
      if (this.skipDefine()) {
        continue;
      }
      const node = this.textOrAction();
      if (node.kind === 'end' || node.kind === 'else') {
        this.fail(`unexpected {{${node.kind}}}`);
      }
      nodes.push(node as StatementNode);
    }
    this.add({
      name: this.file,
      root: { kind: 'list', position, nodes },
      slots: this.scope.size,
    });
  }

  fail(message: string): never {
    const line = lineAt(this.text, this.tokens.lastPosition);
    throw new GoTemplateError(
      'PARSE',
      `template: ${this.file}:${line}: ${message}`,
      { file: this.file, line },
    );
  }

  unexpected(token: Token, context: string): never {
    if (token.kind === 'error') {
      return this.fail(token.text + this.startOfAction(token));
    }
    return this.fail(`unexpected ${describe(token)} in ${context}`);
  }

  private startOfAction(token: Token): string {
    if (this.actionStart === undefined) {
      return '';
    }
    const line = lineAt(this.text, this.actionStart);
    if (line === lineAt(this.text, token.position)) {
      return '';
    }
    const what = token.text.endsWith(' action') ? '' : ' in action';
    return `${what} started at ${this.file}:${line}`;
  }

  private skipDefine(): boolean {
    if (this.tokens.peek().kind !== 'leftDelim') {
      return false;
    }
    const { kind, text } = this.tokens.peekSecond();
    if (kind !== 'keyword' || text !== 'define') {
      return false;
    }
    this.tokens.next();
    this.tokens.next();
    this.define();
    return true;
  }

  private define(): void {
    const context = 'define clause';
    const outer = this.enter();
    const name = this.templateName(this.tokens.next(), context);
    this.expectRightDelim(context);
    this.namedBody(name, context);
    this.leave(outer);
  }

  private namedBody(name: string, context: string): void {
    const { list, ending } = this.itemList();
    if (ending.kind !== 'end') {
      this.fail(`unexpected {{else}} in ${context}`);
    }
    this.add({ name, root: list, slots: this.scope.size });
  }

  private enter() {
    const outer = {
      scope: this.scope,
      actionStart: this.actionStart,
      rangeDepth: this.rangeDepth,
    };
    this.scope = new Scope();
    this.actionStart = undefined;
    this.rangeDepth = 0;
    return outer;
  }

  private leave(outer: ReturnType<Parser['enter']>): void {
    this.scope = outer.scope;
    this.actionStart = outer.actionStart;
    this.rangeDepth = outer.rangeDepth;
  }

  private add(tree: TemplateTree): void {
    const known = this.trees.get(tree.name);
    if (!known || isEmptyTree(known.root)) {
      this.trees.set(tree.name, tree);
    } else if (!isEmptyTree(tree.root)) {
      this.fail(
        `template: multiple definition of template ${quoteGo(tree.name)}`,
      );
    }
  }

  private itemList(): Body {
    const position = this.tokens.peek().position;
    const nodes: StatementNode[] = [];
    while (this.tokens.peek().kind !== 'eof') {
      const node = this.textOrAction();
      if (node.kind === 'end' || node.kind === 'else') {
        return { list: { kind: 'list', position, nodes }, ending: node };
      }
      nodes.push(node as StatementNode);
    }
    return this.fail('unexpected EOF');
  }

  private textOrAction(): StatementNode | Ending {
    const token = this.tokens.next();
    if (token.kind === 'text') {
      return { kind: 'text', position: token.position, text: token.text };
    }
    if (token.kind !== 'leftDelim') {
      return this.unexpected(token, 'input');
    }
    this.actionStart = token.position;
    const node = this.action();
    this.actionStart = undefined;
    return node;
  }

  private action(): StatementNode | Ending {
    const { kind, text } = this.tokens.peek();
    if (kind !== 'keyword' || text === 'define') {
      return this.command();
    }
    const { position } = this.tokens.next();
    switch (text) {
      case 'block':
        return this.blockClause();
      case 'break':
      case 'continue':
        return this.loopControl(text, position);
      case 'else':
        return this.elseClause();
      case 'end':
        return { kind: 'end', position: this.expectRightDelim('end').position };
      case 'template':
        return this.templateClause();
      default:
        return this.branch(text as BranchNode['kind']);
    }
  }

  private command(): ActionNode {
    const position = this.tokens.peek().position;
    return { kind: 'action', position, pipe: this.pipeline('command') };
  }

  private pipeline(context: string): PipeNode {
    return this.pipes.pipeline(context, 'rightDelim');
  }

  private loopControl(
    kind: 'break' | 'continue',
    position: number,
  ): LoopControlNode {
    const token = this.tokens.next();
    if (token.kind !== 'rightDelim') {
      this.unexpected(token, `{{${kind}}}`);
    }
    if (this.rangeDepth === 0) {
      this.fail(`{{${kind}}} outside {{range}}`);
    }
    return { kind, position };
  }

  private elseClause(): Ending {
    const token = this.tokens.peek();
    const isChained =
      token.kind === 'keyword' &&
      (token.text === 'if' || token.text === 'with');
    const at = isChained ? token : this.expectRightDelim('else');
    return { kind: 'else', position: at.position };
  }

  private branch(kind: BranchNode['kind']): BranchNode {
    const mark = this.scope.mark();
    const pipe = this.pipeline(kind);
    this.rangeDepth += kind === 'range' ? 1 : 0;
    const bodyMark = this.scope.mark();
    const { list, ending } = this.itemList();
    this.scope.leaveBranch(bodyMark);
    this.rangeDepth -= kind === 'range' ? 1 : 0;
    const elseList =
      ending.kind === 'else' ? this.elseBody(kind, ending) : undefined;
    this.scope.reset(mark);
    return { kind, position: pipe.position, pipe, list, elseList };
  }

  private elseBody(kind: BranchNode['kind'], ending: Ending): ListNode {
    const token = this.tokens.peek();
    if (kind !== 'range' && token.kind === 'keyword' && token.text === kind) {
      this.tokens.next();
      const nodes = [this.branch(kind)];
      return { kind: 'list', position: ending.position, nodes };
    }
    const { list, ending: last } = this.itemList();
    if (last.kind !== 'end') {
      this.fail('expected end; found {{else}}');
    }
    return list;
  }

  private blockClause(): TemplateCallNode {
    const context = 'block clause';
    const token = this.tokens.next();
    const name = this.templateName(token, context);
    const pipe = this.pipeline(context);
    const outer = this.enter();
    this.namedBody(name, context);
    this.leave(outer);
    return { kind: 'template', position: token.position, name, pipe };
  }

  private templateClause(): TemplateCallNode {
    const context = 'template clause';
    const token = this.tokens.next();
    const name = this.templateName(token, context);
    if (this.tokens.peek().kind === 'rightDelim') {
      this.tokens.next();
      return { kind: 'template', position: token.position, name };
    }
    const pipe = this.pipeline(context);
    return { kind: 'template', position: token.position, name, pipe };
  }

  private templateName(token: Token, context: string): string {
    if (token.kind !== 'string') {
      return this.unexpected(token, context);
    }
    return unquoteGo(token.text) ?? this.fail('invalid syntax');
  }

  private expectRightDelim(context: string): Token {
    const token = this.tokens.next();
    return token.kind === 'rightDelim'
      ? token
      : this.unexpected(token, context);
  }
}

const LONGEST_TOKEN = 10;

/** A token as Go names it in an `unexpected …` message. */
function describe(token: Token): string {
  switch (token.kind) {
    case 'eof':
      return 'EOF';
    case 'keyword':
    case 'nil':
    case 'dot':
      return `<${token.text}>`;
    default: {
      const runes = Array.from(token.text);
      return new TextEncoder().encode(token.text).length > LONGEST_TOKEN
        ? `${quoteGo(runes.slice(0, LONGEST_TOKEN).join(''))}...`
        : quoteGo(token.text);
    }
  }
}
