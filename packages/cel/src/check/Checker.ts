import type { Diagnostic } from '../errors';
import { CelError } from '../errors';
import type { Overload } from '../libraries/Library';
import type {
  Call,
  Expression,
  Ident,
  ListElement,
  Logical,
  Select,
} from '../syntax/ast';
import { qualifiedName } from '../syntax/ast';
import type { Source } from '../syntax/Source';
import {
  BOOL,
  CelType,
  DYN,
  ERROR,
  isOptionalType,
  optionalOf,
} from '../types/CelType';
import { typeOf } from '../values/typeOf';
import { checkComprehension, checkOptionalMap } from './comprehensions';
import type { Declarations } from './Declarations';
import { checkFormat } from './formatCalls';
import { checkList, checkMap } from './literals';
import { isSameType, Unifier } from './Unifier';

/** What names mean that only this expression has: names of functions and variables with dots. */
interface Resolution {
  /** Selects that are a variable or type of that name. */
  readonly names: ReadonlyMap<Expression, string>;
  readonly type: CelType;
}

type Scope = ReadonlyMap<string, CelType>;

/** Finds the type of an expression and of all its parts. */
export class Checker {
  readonly types = new Unifier();
  readonly #names = new Map<Expression, string>();
  readonly #faults: Diagnostic[] = [];
  readonly #types = new Map<Expression, CelType>();
  readonly #aggregates: (readonly ListElement[])[] = [];
  #scopes: Scope[] = [];
  readonly #formatCalls: Call[] = [];
  #formats = 0;

  /** @param isHomogeneous - whether the elements of a literal must be of one type */
  constructor(
    readonly declarations: Declarations,
    readonly source: Source,
    readonly isHomogeneous: boolean,
  ) {}

  /** @throws CelError - code `check` with all faults */
  run(expression: Expression): Resolution {
    const type = this.check(expression);
    if (this.#faults.length === 0) this.#validate();
    if (this.#faults.length > 0) {
      const faults = [...this.#faults].sort(
        (a, b) => a.line - b.line || a.column - b.column,
      );
      throw new CelError('check', this.source.display(faults), faults);
    }
    return { names: this.#names, type: this.types.resolve(type, true) };
  }

  report(position: number, message: string): CelType {
    this.#faults.push(this.source.at(position, message));
    return ERROR;
  }

  mismatch(position: number, expected: CelType, found: CelType): CelType {
    return this.report(
      position,
      `expected type '${expected}' but found '${found}'`,
    );
  }

  /** Checks with variables that are known in this part only. */
  within<T>(variables: Scope, check: () => T): T {
    this.#scopes.push(variables);
    const result = check();
    this.#scopes.pop();
    return result;
  }

  /** Reports a part whose type does not fit. */
  require(node: Expression, expected: CelType): void {
    const found = this.check(node);
    if (!this.types.isAssignable(expected, found)) {
      this.mismatch(node.position, expected, found);
    }
  }

  /** Elements of a literal that should be of one type; those of a format may differ. */
  aggregate(elements: readonly ListElement[]): void {
    if (this.#formats === 0) this.#aggregates.push(elements);
  }

  /** What is looked at when names and types are right. */
  #validate(): void {
    for (const call of this.#formatCalls) checkFormat(this, call);
    if (this.isHomogeneous) this.#checkAggregates();
  }

  #checkAggregates(): void {
    for (const elements of this.#aggregates) {
      const [first, ...others] = elements.map(element =>
        this.#elementType(element),
      );
      const at = others.findIndex(type => !isSameType(first, type));
      if (at < 0) continue;
      this.mismatch(elements[at + 1].value.position, first, others[at]);
    }
  }

  #elementType({ value, isOptional }: ListElement): CelType {
    const type = this.typeOf(value);
    return isOptional && isOptionalType(type) ? type.parameters[0] : type;
  }

  /** The type of a part that was checked, as far as it is known by now. */
  typeOf(node: Expression): CelType {
    return this.types.resolve(this.#types.get(node) ?? DYN, true);
  }

  check(node: Expression): CelType {
    const type = this.#check(node);
    this.#types.set(node, type);
    return type;
  }

  #check(node: Expression): CelType {
    switch (node.kind) {
      case 'literal':
        return typeOf(node.value);
      case 'ident':
        return this.#ident(node);
      case 'select':
        return this.#select(node);
      case 'index':
        return this.#overloaded(
          node,
          node.isOptional ? '_[?_]' : '_[_]',
          [node.operand, node.index].map(item => this.check(item)),
        );
      case 'call':
        return this.#call(node);
      case 'logical':
        return this.#logical(node);
      case 'conditional':
        return this.#overloaded(
          node,
          '_?_:_',
          [node.condition, node.whenTrue, node.whenFalse].map(item =>
            this.check(item),
          ),
        );
      case 'list':
        return checkList(this, node);
      case 'map':
        return checkMap(this, node);
      case 'struct':
        return this.#undeclared(node.position, node.name);
      case 'comprehension':
        return checkComprehension(this, node);
      case 'optionalMap':
        return checkOptionalMap(this, node);
      default:
        return ERROR;
    }
  }

  #undeclared(position: number, name: string): CelType {
    return this.report(
      position,
      `undeclared reference to '${name}' (in container '')`,
    );
  }

  #lookup(name: string): CelType | undefined {
    for (let index = this.#scopes.length - 1; index >= 0; index--) {
      const type = this.#scopes[index].get(name);
      if (type) return type;
    }
    return this.declarations.typeOfName(name);
  }

  #ident(node: Ident): CelType {
    const type = node.isAbsolute
      ? this.declarations.typeOfName(node.name)
      : this.#lookup(node.name);
    return (
      type ??
      this.#undeclared(
        node.position,
        node.isAbsolute ? `.${node.name}` : node.name,
      )
    );
  }

  #select(node: Select): CelType {
    const name = qualifiedName(node);
    const root = name?.split('.')[0] ?? '';
    const isLocal = this.#scopes.some(scope => scope.has(root));
    const declared =
      name === undefined || isLocal
        ? undefined
        : this.declarations.typeOfName(name);
    if (name !== undefined && declared) {
      this.#names.set(node, name);
      return declared;
    }
    const field = this.#field(node);
    return node.isTest ? BOOL : this.types.resolve(field);
  }

  #field(node: Select): CelType {
    const operand = this.types.resolve(this.check(node.operand));
    const isOptional = isOptionalType(operand);
    const target = isOptional ? operand.parameters[0] : operand;
    const type = this.#fieldType(node, target);
    return isOptional || node.isOptional ? optionalOf(type) : type;
  }

  #fieldType(node: Select, target: CelType): CelType {
    switch (target.kind) {
      case 'map':
        return target.parameters[1];
      case 'struct':
        return (
          target.fieldType?.(node.field) ??
          this.report(node.position, `undefined field '${node.field}'`)
        );
      case 'parameter':
        this.types.isAssignable(DYN, target);
        return DYN;
      case 'dyn':
      case 'error':
        return DYN;
      default:
        this.report(
          node.position,
          `type '${target}' does not support field selection`,
        );
        return DYN;
    }
  }

  #call(node: Call): CelType {
    if (node.name === 'format') this.#formats++;
    const args = node.args.map(arg => this.check(arg));
    if (node.name === 'format') this.#formats--;
    if (!node.target) return this.#overloaded(node, node.name, args);
    const prefix = qualifiedName(node.target);
    const name = `${prefix}.${node.name}`;
    if (prefix !== undefined && this.declarations.overloads(name)) {
      this.#names.set(node, name);
      return this.#overloaded(node, name, args);
    }
    const target = this.check(node.target);
    const result = this.#overloaded(node, node.name, [target, ...args], true);
    if (node.name === 'format') this.#formatCalls.push(node);
    return result;
  }

  #logical(node: Logical): CelType {
    for (const term of node.terms) {
      const type = this.check(term);
      if (!this.types.isAssignable(type, BOOL)) {
        this.mismatch(term.position, BOOL, type);
      }
    }
    return BOOL;
  }

  #overloaded(
    node: Expression,
    name: string,
    args: readonly CelType[],
    isMember = false,
  ): CelType {
    const overloads = this.declarations.overloads(name);
    if (!overloads) return this.#undeclared(node.position, name);
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== isMember) continue;
      const type = this.#resultOf(overload, args);
      if (!type) continue;
      if (result === undefined) result = type;
      else if (result.kind !== 'dyn' && !isSameType(type, result)) result = DYN;
    }
    return result ?? this.#noMatch(node, name, args, isMember);
  }

  #resultOf(
    { parameters, result }: Overload,
    args: readonly CelType[],
  ): CelType | undefined {
    const fresh = new Map<string, CelType>();
    const wanted = parameters.map(item => this.types.instantiate(item, fresh));
    if (!this.types.areAssignable(args, wanted)) return undefined;
    return this.types.resolve(this.types.instantiate(result, fresh));
  }

  #noMatch(
    { position }: Expression,
    name: string,
    args: readonly CelType[],
    isMember: boolean,
  ): CelType {
    const types = args.map(type => this.types.resolve(type, true).toString());
    const signature = isMember
      ? `${types[0]}.(${types.slice(1).join(', ')})`
      : `(${types.join(', ')})`;
    return this.report(
      position,
      `found no matching overload for '${name}' applied to '${signature}'`,
    );
  }
}
