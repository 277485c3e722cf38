import { CelError } from '../errors';
import type { MacroSet } from '../libraries/Library';
import type {
  Call,
  Expression,
  ListElement,
  Literal,
  MapEntry,
  Select,
} from './ast';
import { INVALID, literalFault, literalValue } from './literals';
import { depthOver, findMacro, isMacroFault } from './macros';
import type { Token } from './Lexer';
import { Source } from './Source';
import { Stop, TokenStream } from './TokenStream';

/** Code points of an expression. cel-go allows 100,000: too many to read at once. */
const MAX_LENGTH = 10_000;
/** Brackets in brackets, as in cel-go. */
const MAX_NESTING = 250;
/** Levels of the tree, e.g. members of a chain: what is evaluated recursively. */
const MAX_DEPTH = 800;

const OPERANDS =
  "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";
const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
/** Operators with two operands by what binds tighter: relations, sums, products. */
const LEVELS: readonly ReadonlyMap<string, string>[] = [
  '< <= > >= == != in',
  '+ -',
  '* / %',
].map(
  texts =>
    new Map(
      texts
        .split(' ')
        .map(text => [text, text === 'in' ? '@in' : `_${text}_`] as const),
    ),
);

/** What of the language an environment has. */
interface SyntaxOptions {
  readonly macros: ReadonlySet<MacroSet>;
  /** Whether names in backquotes can be selected: a.`b-c`. */
  readonly hasEscapedNames: boolean;
}

/**
 * Reads an expression.
 * @throws CelError - code `syntax`, or `budget` when it is too long or too deep
 */
export function parseExpression(
  text: string,
  options: SyntaxOptions,
): Expression {
  const size = [...text].length;
  if (size > MAX_LENGTH) {
    const message = `ERROR: <input>:-1:0: expression code point size exceeds limit: size: ${size}, limit ${MAX_LENGTH}`;
    throw new CelError('budget', message);
  }
  return new Parser(new Source(text), options).parse();
}

class Parser {
  readonly #tokens: TokenStream;
  #nesting = 0;

  constructor(source: Source, readonly options: SyntaxOptions) {
    this.#tokens = new TokenStream(source);
  }

  parse(): Expression {
    let expression: Expression | undefined;
    try {
      expression = this.#expression();
      if (this.#tokens.current.kind !== 'end')
        this.#tokens.unexpected('<EOF>', 'extraneous');
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      this.#tokens.report(error.position, error.message);
    }
    const { faults, source } = this.#tokens;
    if (expression === undefined || faults.length > 0) {
      throw new CelError('syntax', source.display(faults), faults);
    }
    return expression;
  }

  /** A node's levels are bounded: it is evaluated recursively. */
  #made<T extends Expression>(node: T): T {
    if (node.depth > MAX_DEPTH) {
      throw new CelError(
        'budget',
        `expression has more than ${MAX_DEPTH} levels`,
      );
    }
    return node;
  }

  #expression(): Expression {
    if (++this.#nesting > MAX_NESTING) {
      throw new CelError(
        'budget',
        `ERROR: <input>:-1:0: expression recursion limit exceeded: ${MAX_NESTING}`,
      );
    }
    const condition = this.#or();
    const question = this.#tokens.accept('?');
    const result = question
      ? this.#conditional(condition, question.position)
      : condition;
    this.#nesting--;
    return result;
  }

  #conditional(condition: Expression, position: number): Expression {
    const whenTrue = this.#or();
    this.#tokens.expect(':', 'mismatched');
    const whenFalse = this.#expression();
    const depth = depthOver(condition, whenTrue, whenFalse);
    return this.#made({
      ...{ kind: 'conditional', position, depth },
      ...{ condition, whenTrue, whenFalse },
    });
  }

  #or(): Expression {
    return this.#logical('||', () => this.#and());
  }

  #and(): Expression {
    return this.#logical('&&', () => this.#binary(0));
  }

  #logical(operator: '&&' | '||', term: () => Expression): Expression {
    const first = term();
    if (!this.#tokens.is(operator)) return first;
    const { position } = this.#tokens.current;
    const terms = [first];
    while (this.#tokens.accept(operator)) terms.push(term());
    let depth = 0;
    for (const item of terms) depth = Math.max(depth, item.depth);
    return this.#made({
      ...{ kind: 'logical', position, operator, terms },
      depth: depth + 1,
    });
  }

  #binary(level: number): Expression {
    if (level === LEVELS.length) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { kind, text, position } = this.#tokens.current;
      const name = kind === 'symbol' ? LEVELS[level].get(text) : undefined;
      if (name === undefined) return left;
      this.#tokens.take();
      left = this.#call(name, position, [left, this.#binary(level + 1)]);
    }
  }

  #call(
    name: string,
    position: number,
    args: readonly Expression[],
    target?: Expression,
  ): Call {
    let depth = target?.depth ?? 0;
    for (const arg of args) depth = Math.max(depth, arg.depth);
    return this.#made({
      ...{ kind: 'call', name, position, args, target },
      depth: depth + 1,
    });
  }

  #unary(): Expression {
    const { position } = this.#tokens.current;
    for (const operator of ['!', '-']) {
      if (!this.#tokens.is(operator)) continue;
      if (operator === '-' && this.#isNegativeLiteral()) break;
      let count = 0;
      while (this.#tokens.accept(operator)) count++;
      const operand = this.#member();
      return count % 2 === 0
        ? operand
        : this.#call(`${operator}_`, position, [operand]);
    }
    return this.#member();
  }

  /** A minus before a number belongs to it. */
  #isNegativeLiteral(): boolean {
    const { kind } = this.#tokens.ahead(1);
    return this.#tokens.is('-') && (kind === 'int' || kind === 'float');
  }

  #member(): Expression {
    let operand = this.#primary();
    for (;;) {
      const { position } = this.#tokens.current;
      if (this.#tokens.accept('.')) operand = this.#select(operand, position);
      else if (this.#tokens.accept('['))
        operand = this.#index(operand, position);
      else return operand;
    }
  }

  #select(operand: Expression, position: number): Expression {
    const question = this.#acceptOptional();
    const field = this.#fieldName(position);
    const open = question ? undefined : this.#tokens.accept('(');
    if (open) {
      const args = this.#items(')', () => this.#expression());
      return this.#memberCall(operand, field, open.position, args);
    }
    const isOptional = question !== undefined;
    const depth = operand.depth + 1;
    return this.#made({
      ...{ kind: 'select', position, depth, operand, field },
      ...{ isOptional, isTest: false },
    });
  }

  #acceptOptional(): Token | undefined {
    const question = this.#tokens.accept('?');
    if (question && !this.options.macros.has('optional')) {
      this.#tokens.report(question.position, "unsupported syntax '?'");
    }
    return question;
  }

  #fieldName(dot: number): string {
    const { kind, text, position } = this.#tokens.current;
    if (kind === 'ident') {
      this.#tokens.take();
      return text;
    }
    if (kind === 'escapedIdent') {
      this.#tokens.take();
      if (!this.options.hasEscapedNames) {
        this.#tokens.report(position, "unsupported syntax: '`'");
      }
      return text.slice(1, -1);
    }
    const end = position + (kind === 'end' ? 0 : text.length);
    const input = this.#tokens.source.text.slice(dot, end).trim();
    throw new Stop(
      position,
      `Syntax error: no viable alternative at input '${input}'`,
    );
  }

  #memberCall(
    target: Expression,
    name: string,
    position: number,
    args: readonly Expression[],
  ): Expression {
    const expand = findMacro(name, target, args.length, this.options.macros);
    if (!expand) return this.#call(name, position, args, target);
    const expanded = expand({ position, target, args });
    if (!isMacroFault(expanded)) return this.#made(expanded);
    this.#tokens.report(expanded.position, expanded.message);
    return target;
  }

  #index(operand: Expression, position: number): Expression {
    const question = this.#acceptOptional();
    const index = this.#expression();
    this.#tokens.expect(']', 'missing');
    const depth = depthOver(operand, index);
    const isOptional = question !== undefined;
    return this.#made({
      ...{ kind: 'index', position, depth, operand, index, isOptional },
    });
  }

  #items<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    if (this.#tokens.accept(close)) return items;
    do {
      if (close !== ')' && items.length > 0 && this.#isAtEnd(close)) break;
      items.push(item());
    } while (this.#tokens.accept(','));
    this.#tokens.expect(close, 'missing');
    return items;
  }

  /** Lists and maps may end with a comma. */
  #isAtEnd(close: string): boolean {
    return this.#tokens.is(close) || this.#tokens.current.kind === 'end';
  }

  #primary(): Expression {
    const token = this.#tokens.current;
    const { position } = token;
    if (this.#tokens.accept('(')) {
      const inner = this.#expression();
      this.#tokens.expect(')', 'missing');
      return inner;
    }
    if (this.#tokens.accept('[')) return this.#list(position);
    if (this.#tokens.accept('{')) return this.#map(position);
    const isDotted =
      this.#tokens.is('.') && this.#tokens.ahead(1).kind === 'ident';
    if (isDotted) this.#tokens.take();
    if (this.#tokens.current.kind === 'ident') return this.#name(isDotted);
    return (
      this.#literal() ?? this.#tokens.unexpected(`{${OPERANDS}}`, 'mismatched')
    );
  }

  #name(isAbsolute: boolean): Expression {
    const struct = this.#structName();
    if (struct) return struct;
    const { text, position } = this.#tokens.take();
    if (RESERVED.has(text)) {
      this.#tokens.report(position, `reserved identifier: ${text}`);
    }
    const open = this.#tokens.accept('(');
    if (!open) {
      return { kind: 'ident', name: text, position, isAbsolute, depth: 1 };
    }
    const args = this.#items(')', () => this.#expression());
    return text === 'has' && args.length === 1 && !isAbsolute
      ? this.#has(args[0], open.position)
      : this.#call(text, open.position, args);
  }

  #has(arg: Expression, position: number): Expression {
    if (arg.kind === 'select') {
      const test: Select = { ...arg, position, isTest: true };
      return test;
    }
    this.#tokens.report(arg.position, 'invalid argument to has() macro');
    return arg;
  }

  /** `a.b.Name{…}`: looks ahead for the brace. */
  #structName(): Expression | undefined {
    const names: string[] = [];
    for (let at = 0; this.#tokens.ahead(at).kind === 'ident'; at += 2) {
      names.push(this.#tokens.ahead(at).text);
      const { kind, text, position } = this.#tokens.ahead(at + 1);
      if (kind !== 'symbol') return undefined;
      if (text === '{') {
        for (let skipped = 0; skipped < at + 2; skipped++) this.#tokens.take();
        this.#items('}', () => this.#fieldInit());
        return { kind: 'struct', name: names.join('.'), position, depth: 1 };
      }
      if (text !== '.') return undefined;
    }
    return undefined;
  }

  #fieldInit(): void {
    this.#acceptOptional();
    this.#fieldName(this.#tokens.current.position);
    this.#tokens.expect(':', 'mismatched');
    this.#expression();
  }

  #list(position: number): Expression {
    const elements = this.#items(']', (): ListElement => {
      const isOptional = this.#acceptOptional() !== undefined;
      return { value: this.#expression(), isOptional };
    });
    let depth = 0;
    for (const { value } of elements) depth = Math.max(depth, value.depth);
    return this.#made({ kind: 'list', position, depth: depth + 1, elements });
  }

  #map(position: number): Expression {
    let depth = 0;
    const entries = this.#items('}', (): MapEntry => {
      const isOptional = this.#acceptOptional() !== undefined;
      const key = this.#expression();
      this.#tokens.expect(':', 'mismatched');
      const value = this.#expression();
      depth = Math.max(depth, key.depth, value.depth);
      return { key, value, isOptional };
    });
    return this.#made({ kind: 'map', position, depth: depth + 1, entries });
  }

  #literal(): Expression | undefined {
    const minus = this.#isNegativeLiteral()
      ? this.#tokens.accept('-')
      : undefined;
    const token = this.#tokens.current;
    const value = literalValue(token, minus !== undefined);
    if (value === undefined) return undefined;
    this.#tokens.take();
    const position = minus?.position ?? token.position;
    if (value === INVALID) {
      this.#tokens.report(position, literalFault(token));
    }
    const node: Literal = {
      ...{ kind: 'literal', position, depth: 1 },
      value: value === INVALID ? null : value,
    };
    return node;
  }
}
