import { quoteGo, unquoteGo } from '../format/quote';
import type {
  ChainNode,
  CommandNode,
  OperandNode,
  PipeNode,
  VariableNode,
} from './nodes';
import { readNumber } from './numbers';
import { printNode } from './printNode';
import type { Scope } from './scope';
import type { Token, TokenKind } from './token';
import type { TokenStream } from './tokenStream';

const MAX_NESTING = 10_000;
const OPERAND_STARTS = new Set<TokenKind>([
  'bool',
  'charConstant',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  'leftParen',
]);
const NO_DECLARATIONS: readonly VariableNode[] = [];
const NOT_EXECUTABLE = new Set(['bool', 'dot', 'nil', 'number', 'string']);

/** The parser of statements: it reports faults with file and line. */
interface StatementParser {
  readonly scope: Scope;
  fail(message: string): never;
  unexpected(token: Token, context: string): never;
}

/** Parses pipelines: declarations, commands and their operands. */
export class PipeParser {
  private nesting = 0;
  /** Names being declared: the parser knows them already, execution not yet. */
  private pending: readonly string[] = [];
  /** Parts of what is being read; lists of their own would be larger than needed. */
  private readonly openCommands: CommandNode[] = [];
  private readonly openOperands: OperandNode[] = [];

  constructor(
    private readonly tokens: TokenStream,
    private readonly statements: StatementParser,
    private readonly hasFunction: (name: string) => boolean,
  ) {}

  pipeline(context: string, end: TokenKind): PipeNode {
    const { position, kind } = this.tokens.peek();
    if (kind === 'variable') {
      return this.declaration(context, end, position);
    }
    const commands = this.commands(context, end);
    return {
      kind: 'pipe',
      position,
      isAssign: false,
      declarations: NO_DECLARATIONS,
      commands,
    };
  }

  /** A pipeline that begins with a variable, which it may declare or assign. */
  private declaration(
    context: string,
    end: TokenKind,
    position: number,
  ): PipeNode {
    const { names, isAssign } = this.declarations(context);
    const outerPending = this.pending;
    this.pending = [...outerPending, ...names.map(name => name.text)];
    const commands = this.commands(context, end);
    this.pending = outerPending;
    const declarations = names.map(name => this.declare(name, isAssign));
    return { kind: 'pipe', position, isAssign, declarations, commands };
  }

  private commands(context: string, end: TokenKind): CommandNode[] {
    const start = this.openCommands.length;
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind === end) {
        this.tokens.next();
        const commands = this.openCommands.splice(start);
        this.check(commands, context);
        return commands;
      }
      if (!OPERAND_STARTS.has(token.kind)) {
        this.statements.unexpected(token, context);
      }
      this.openCommands.push(this.command());
    }
  }

  private check(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) {
      this.statements.fail(`missing value for ${context}`);
    }
    for (let i = 1; i < commands.length; i++) {
      if (NOT_EXECUTABLE.has(commands[i].args[0].kind)) {
        this.statements.fail(
          `non executable command in pipeline stage ${i + 1}`,
        );
      }
    }
  }

  private declarations(context: string) {
    const names: Token[] = [];
    for (;;) {
      const token = this.tokens.peek();
      if (token.kind !== 'variable') {
        return { names, isAssign: false };
      }
      const sign = this.tokens.peekSecond();
      const isSign = sign.kind === 'assign' || sign.kind === 'declare';
      if (!isSign && (sign.kind !== 'char' || sign.text !== ',')) {
        return { names, isAssign: false };
      }
      names.push(token);
      this.tokens.next();
      this.tokens.next();
      if (isSign) {
        return { names, isAssign: sign.kind === 'assign' };
      }
      this.requireSecondName(context, names.length);
    }
  }

  private requireSecondName(context: string, count: number): void {
    if (context !== 'range' || count > 1) {
      this.statements.fail(`too many declarations in ${context}`);
    }
    const { kind } = this.tokens.peek();
    if (kind !== 'variable' && kind !== 'rightDelim' && kind !== 'rightParen') {
      this.statements.fail('range can only initialize variables');
    }
  }

  private declare(token: Token, isAssign: boolean): VariableNode {
    const known = isAssign ? this.statements.scope.find(token.text) : undefined;
    return {
      kind: 'variable',
      position: token.position,
      name: token.text,
      fields: [],
      slot: known ?? this.statements.scope.declare(token.text),
      isUnknown: isAssign && known === undefined,
    };
  }

  private command(): CommandNode {
    const { position } = this.tokens.peek();
    const start = this.openOperands.length;
    let operand = this.operand();
    while (operand) {
      this.openOperands.push(operand);
      operand = this.tokens.peek().isSpaced ? this.operand() : undefined;
    }
    this.endCommand();
    const args = this.openOperands.splice(start);
    if (args.length === 0) {
      this.statements.fail('empty command');
    }
    return { kind: 'command', position, args };
  }

  /** A `|` is passed; what ends the pipeline is left to it. */
  private endCommand(): void {
    const token = this.tokens.peek();
    if (token.kind === 'pipe') {
      this.tokens.next();
    } else if (token.kind !== 'rightDelim' && token.kind !== 'rightParen') {
      this.statements.unexpected(token, 'operand');
    }
  }

  private operand(): OperandNode | undefined {
    const node = this.term();
    if (!node || !this.isAtField()) {
      return node;
    }
    const { position } = this.tokens.peek();
    const names: string[] = [];
    while (this.isAtField()) {
      names.push(this.tokens.next().text.slice(1));
    }
    switch (node.kind) {
      case 'field':
        return { kind: 'field', position, names: [...node.names, ...names] };
      case 'variable':
        return { ...node, position, fields: [...node.fields, ...names] };
      case 'chain':
      case 'identifier':
      case 'pipe':
        return { kind: 'chain', position, node, names } as ChainNode;
      default:
        return this.statements.fail(
          `unexpected . after term ${quoteGo(printNode(node))}`,
        );
    }
  }

  /** True before a field that no space divides from what was read last. */
  private isAtField(): boolean {
    const { kind, isSpaced } = this.tokens.peek();
    return kind === 'field' && !isSpaced;
  }

  private term(): OperandNode | undefined {
    const token = this.tokens.peek();
    const { position, text } = token;
    if (!OPERAND_STARTS.has(token.kind)) {
      return undefined;
    }
    this.tokens.next();
    switch (token.kind) {
      case 'identifier':
        if (!this.hasFunction(text)) {
          this.statements.fail(`function ${quoteGo(text)} not defined`);
        }
        return { kind: 'identifier', position, name: text };
      case 'dot':
      case 'nil':
        return { kind: token.kind, position };
      case 'variable':
        return this.variable(token);
      case 'field':
        return { kind: 'field', position, names: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', position, value: text === 'true' };
      case 'charConstant':
      case 'number':
        return this.number(token);
      case 'leftParen':
        return this.parenthesized();
      default:
        return {
          kind: 'string',
          position,
          quoted: text,
          value: unquoteGo(text) ?? this.statements.fail('invalid syntax'),
        };
    }
  }

  private variable(token: Token): VariableNode {
    const slot = this.statements.scope.find(token.text);
    const isPending = this.pending.includes(token.text);
    if (!isPending && !this.statements.scope.knows(token.text)) {
      return this.statements.fail(`undefined variable ${quoteGo(token.text)}`);
    }
    return {
      kind: 'variable',
      position: token.position,
      name: token.text,
      fields: [],
      slot: slot ?? 0,
      isUnknown: slot === undefined,
    };
  }

  private number(token: Token): OperandNode {
    const reading = readNumber(token.text);
    return typeof reading === 'string'
      ? this.statements.fail(reading)
      : { kind: 'number', position: token.position, ...reading };
  }

  private parenthesized(): PipeNode {
    if (this.nesting >= MAX_NESTING) {
      this.statements.fail('max expression depth exceeded');
    }
    this.nesting += 1;
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen');
    this.nesting -= 1;
    return pipe;
  }
}
