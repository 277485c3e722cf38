import { quoteGo, unquoteGo } from '../format/quote';
import type { Token, TokenKind } from './lexer';
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
const NOT_EXECUTABLE = new Set(['bool', 'dot', 'nil', 'number', 'string']);

/** How the parser of statements reports faults, with file and line. */
export interface FaultReporter {
  fail(message: string): never;
  unexpected(token: Token, context: string): never;
}

/** Parses pipelines: declarations, commands and their operands. */
export class PipeParser {
  private nesting = 0;
  /** Names being declared: the parser knows them already, execution not yet. */
  private pending: readonly string[] = [];

  constructor(
    private readonly tokens: TokenStream,
    private readonly scope: Scope,
    private readonly faults: FaultReporter,
    private readonly hasFunction: (name: string) => boolean,
  ) {}

  pipeline(context: string, end: TokenKind): PipeNode {
    const { position } = this.tokens.peekNonSpace();
    const { names, isAssign } = this.declarations(context);
    const outerPending = this.pending;
    this.pending = [...outerPending, ...names.map(name => name.text)];
    const commands = this.commands(context, end);
    this.pending = outerPending;
    const declarations = names.map(name => this.declare(name, isAssign));
    return { kind: 'pipe', position, isAssign, declarations, commands };
  }

  private commands(context: string, end: TokenKind): CommandNode[] {
    const commands: CommandNode[] = [];
    for (;;) {
      const mark = this.tokens.mark();
      const token = this.tokens.nextNonSpace();
      if (token.kind === end) {
        this.check(commands, context);
        return commands;
      }
      if (!OPERAND_STARTS.has(token.kind)) {
        this.faults.unexpected(token, context);
      }
      this.tokens.rewind(mark);
      commands.push(this.command());
    }
  }

  private check(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) {
      this.faults.fail(`missing value for ${context}`);
    }
    commands.slice(1).forEach((command, i) => {
      if (NOT_EXECUTABLE.has(command.args[0].kind)) {
        this.faults.fail(`non executable command in pipeline stage ${i + 2}`);
      }
    });
  }

  private declarations(context: string) {
    const names: Token[] = [];
    for (;;) {
      const mark = this.tokens.mark();
      const token = this.tokens.peekNonSpace();
      if (token.kind !== 'variable') {
        return { names, isAssign: false };
      }
      this.tokens.nextNonSpace();
      const sign = this.tokens.peekNonSpace();
      if (sign.kind === 'assign' || sign.kind === 'declare') {
        this.tokens.nextNonSpace();
        names.push(token);
        return { names, isAssign: sign.kind === 'assign' };
      }
      if (sign.kind !== 'char' || sign.text !== ',') {
        this.tokens.rewind(mark);
        return { names, isAssign: false };
      }
      this.tokens.nextNonSpace();
      names.push(token);
      this.requireSecondName(context, names.length);
    }
  }

  private requireSecondName(context: string, count: number): void {
    if (context !== 'range' || count > 1) {
      this.faults.fail(`too many declarations in ${context}`);
    }
    const { kind } = this.tokens.peekNonSpace();
    if (kind !== 'variable' && kind !== 'rightDelim' && kind !== 'rightParen') {
      this.faults.fail('range can only initialize variables');
    }
  }

  private declare(token: Token, isAssign: boolean): VariableNode {
    const known = isAssign ? this.scope.find(token.text) : undefined;
    return {
      kind: 'variable',
      position: token.position,
      name: token.text,
      fields: [],
      slot: known ?? this.scope.declare(token.text),
      isUnknown: isAssign && known === undefined,
    };
  }

  private command(): CommandNode {
    const { position } = this.tokens.peekNonSpace();
    const args: OperandNode[] = [];
    for (;;) {
      this.tokens.peekNonSpace();
      const operand = this.operand();
      if (operand) {
        args.push(operand);
      }
      const mark = this.tokens.mark();
      const token = this.tokens.next();
      if (token.kind === 'space') {
        continue;
      }
      if (token.kind === 'rightDelim' || token.kind === 'rightParen') {
        this.tokens.rewind(mark);
      } else if (token.kind !== 'pipe') {
        this.faults.unexpected(token, 'operand');
      }
      break;
    }
    if (args.length === 0) {
      this.faults.fail('empty command');
    }
    return { kind: 'command', position, args };
  }

  private operand(): OperandNode | undefined {
    const node = this.term();
    if (!node || this.tokens.peek().kind !== 'field') {
      return node;
    }
    const { position } = this.tokens.peek();
    const names: string[] = [];
    while (this.tokens.peek().kind === 'field') {
      names.push(this.tokens.next().text.slice(1));
    }
    switch (node.kind) {
      case 'field':
        return { ...node, position, names: [...node.names, ...names] };
      case 'variable':
        return { ...node, position, fields: [...node.fields, ...names] };
      case 'chain':
      case 'identifier':
      case 'pipe':
        return { kind: 'chain', position, node, names } as ChainNode;
      default:
        return this.faults.fail(
          `unexpected . after term ${quoteGo(printNode(node))}`,
        );
    }
  }

  private term(): OperandNode | undefined {
    const mark = this.tokens.mark();
    const token = this.tokens.nextNonSpace();
    const { position, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.hasFunction(text)) {
          this.faults.fail(`function ${quoteGo(text)} not defined`);
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
      case 'string':
        return {
          kind: 'string',
          position,
          quoted: text,
          value: unquoteGo(text) ?? this.faults.fail('invalid syntax'),
        };
      default:
        this.tokens.rewind(mark);
        return undefined;
    }
  }

  private variable(token: Token): VariableNode {
    const slot = this.scope.find(token.text);
    const isPending = this.pending.includes(token.text);
    if (slot === undefined && !isPending) {
      return this.faults.fail(`undefined variable ${quoteGo(token.text)}`);
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
      ? this.faults.fail(reading)
      : { kind: 'number', position: token.position, ...reading };
  }

  private parenthesized(): PipeNode {
    if (this.nesting >= MAX_NESTING) {
      this.faults.fail('max expression depth exceeded');
    }
    this.nesting += 1;
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen');
    this.nesting -= 1;
    return pipe;
  }
}
