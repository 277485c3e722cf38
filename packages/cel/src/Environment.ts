import { Checker } from './check/Checker';
import { Declarations } from './check/Declarations';
import { CelError } from './errors';
import { FunctionTable } from './evaluate/FunctionTable';
import { Planner } from './evaluate/Planner';
import { optionals } from './libraries/optionals';
import type { Library, MacroSet } from './libraries/Library';
import { standardLibrary } from './libraries/standard';
import { Program } from './Program';
import type { Expression } from './syntax/ast';
import { parseExpression } from './syntax/Parser';
import { Source } from './syntax/Source';
import type { CelType } from './types/CelType';
import { DYN } from './types/CelType';

/** What expressions of an environment may use. */
export interface EnvironmentOptions {
  /** Beyond the standard functions and macros. Default: optionals. */
  readonly libraries?: readonly Library[];
  /** Types of the variables, for `compile`. Default: none. */
  readonly variables?: Readonly<Record<string, CelType>>;
  /** Whether list and map literals must have elements of one type, as in Flux and Kubernetes. Default: true. */
  readonly isHomogeneous?: boolean;
  /** Whether fields can be written in backquotes: a.`b-c`. Default: false. */
  readonly hasEscapedNames?: boolean;
}

/** Reads expressions that have the same functions, macros and variables. */
export class Environment {
  readonly #functions: FunctionTable;
  readonly #declarations: Declarations;
  readonly #types: ReadonlyMap<string, CelType>;
  readonly #macros: ReadonlySet<MacroSet>;

  constructor(readonly options: EnvironmentOptions = {}) {
    const all = [standardLibrary(), ...(options.libraries ?? [optionals])];
    const overloads = all.flatMap(library => library.overloads);
    const types = all.flatMap(library => library.types ?? []);
    this.#functions = new FunctionTable(overloads);
    this.#types = new Map(types.map(type => [type.name, type]));
    this.#declarations = new Declarations(
      overloads,
      types,
      new Map(Object.entries(options.variables ?? {})),
    );
    this.#macros = new Set(
      all.flatMap(({ macros }) => (macros === undefined ? [] : [macros])),
    );
  }

  /**
   * Reads an expression without checking its names and types: any name is a
   * variable, and one that is missing is an error when it is needed.
   * @throws CelError - code `syntax`, `program` or `budget`
   */
  parse(text: string): Program {
    return this.#program(this.#read(text), undefined, DYN);
  }

  /**
   * Reads an expression and checks its names and types.
   * @throws CelError - code `syntax`, `check`, `program` or `budget`
   */
  compile(text: string): Program {
    const expression = this.#read(text);
    const isHomogeneous = this.options.isHomogeneous ?? true;
    const source = new Source(text);
    const checker = new Checker(this.#declarations, source, isHomogeneous);
    const { names, type } = checker.run(expression);
    return this.#program(expression, names, type);
  }

  #read(text: string): Expression {
    return parseExpression(text, {
      macros: this.#macros,
      hasEscapedNames: this.options.hasEscapedNames ?? false,
    });
  }

  #program(
    expression: Expression,
    names: ReadonlyMap<Expression, string> | undefined,
    type: CelType,
  ): Program {
    const planner = new Planner(this.#functions, this.#types, names);
    const evaluate = planner.plan(expression);
    return new Program(evaluate, planner.slots, type);
  }
}

/** Whether an error is one of this package's with a code. */
export function isCelError(error: unknown): error is CelError {
  return error instanceof CelError;
}
