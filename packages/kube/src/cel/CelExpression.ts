import {
  Budget,
  CelError as LanguageError,
  DYN,
  encoders,
  Environment,
  fromDecodedJson,
  mapOf,
  optionals,
  sets,
  STRING,
  strings,
} from '@backstage-gitops/cel';
import type { CelType, Program, Value } from '@backstage-gitops/cel';

/**
 * An expression can't be parsed or checked (`syntax`), failed (`evaluation`),
 * did not yield what it must (`type`), or needs too much time or memory
 * (`budget`).
 */
export class CelError extends Error {
  override readonly name = 'CelError';
  constructor(
    readonly code: 'syntax' | 'evaluation' | 'type' | 'budget',
    message: string,
  ) {
    super(message);
  }
}

/** How an expression is read. */
export interface CelExpressionOptions {
  /**
   * Names of the variables, each an object: the expression's names and types are
   * checked, and it must yield true or false. Default: it is only parsed, and any
   * name is a variable.
   */
  readonly variables?: readonly string[];
  /** What it may yield where its types are checked; default `bool`. */
  readonly result?: 'bool' | 'any';
  /**
   * How whole numbers of the variables are read; default `int`, as in objects
   * of Kubernetes. `double` is what Go's JSON decoder makes of every number.
   */
  readonly numbers?: 'int' | 'double';
}

/** What Flux's expressions may use. */
const LIBRARIES = [optionals, strings, sets, encoders];
const OBJECT = mapOf(STRING, DYN);

/** By the names of their variables: making one takes a millisecond. */
const ENVIRONMENTS = new Map<string, Environment>();

function environmentFor(variables: readonly string[] = []): Environment {
  const key = variables.join();
  const known = ENVIRONMENTS.get(key);
  if (known) return known;
  const environment = new Environment({
    libraries: LIBRARIES,
    variables: Object.fromEntries(variables.map(name => [name, OBJECT])),
  });
  ENVIRONMENTS.set(key, environment);
  return environment;
}

function parse(text: string, { variables }: CelExpressionOptions): Program {
  const environment = environmentFor(variables);
  return variables ? environment.compile(text) : environment.parse(text);
}

/** The name of a type as cel-go writes it apart from the checker's messages. */
function typeName(type: CelType): string {
  const { name, parameters } = type;
  return parameters.length === 0
    ? name
    : `${name}(${parameters.map(typeName).join(', ')})`;
}

/** A CEL expression; most yield true or false. */
export class CelExpression {
  readonly #program: Program;
  readonly #hasDoubles: boolean;

  /** @throws CelError - code `syntax`, `type` or `budget` */
  constructor(readonly text: string, options: CelExpressionOptions = {}) {
    this.#hasDoubles = options.numbers === 'double';
    try {
      this.#program = parse(text, options);
    } catch (error) {
      throw unreadable(text, error);
    }
    const { type } = this.#program;
    const mustBeBool = options.variables && options.result !== 'any';
    if (mustBeBool && type.kind !== 'bool') {
      throw new CelError(
        'type',
        `CEL expression output type mismatch: expected bool, got ${typeName(
          type,
        )}`,
      );
    }
  }

  /**
   * @param budget - what is left; pass the same to expressions that run in a row
   * @throws CelError - code `evaluation`, `type` or `budget`
   */
  evaluate(
    variables: Readonly<Record<string, unknown>>,
    budget: Budget = new Budget(),
  ): boolean {
    const result = this.evaluateAny(variables, budget);
    if (typeof result !== 'boolean') {
      throw new CelError(
        'type',
        `failed to evaluate CEL expression as boolean: '${this.text}'`,
      );
    }
    return result;
  }

  /**
   * The value, whatever its type is; it can be a variable of an expression whose
   * `numbers` are doubles.
   * @throws CelError - code `evaluation` or `budget`
   */
  evaluateAny(
    variables: Readonly<Record<string, unknown>>,
    budget: Budget = new Budget(),
  ): Value {
    const lookup = (name: string) =>
      Object.hasOwn(variables, name)
        ? fromDecodedJson(variables[name])
        : undefined;
    try {
      return this.#hasDoubles
        ? this.#program.evaluateWith(lookup, budget)
        : this.#program.evaluate(variables, budget);
    } catch (error) {
      if (!(error instanceof LanguageError)) throw error;
      throw new CelError(
        error.code === 'budget' ? 'budget' : 'evaluation',
        `failed to evaluate the CEL expression '${this.text}': ${error.message}`,
      );
    }
  }
}

function unreadable(text: string, error: unknown): unknown {
  if (!(error instanceof LanguageError)) return error;
  const code = error.code === 'budget' ? 'budget' : 'syntax';
  return new CelError(
    code,
    error.code === 'program'
      ? `failed to create CEL program: ${error.message}`
      : `failed to parse the CEL expression '${text}': ${error.message}`,
  );
}
