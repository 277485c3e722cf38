import { fromByteString, toByteString } from './bytes';
import { EnvsubstError } from './errors';
import { applyOperator, replacedSize } from './functions';
import { Budget } from './glob';
import { Expression, lineOf, parse, Segment } from './parse';

/** How `substitute` treats what is missing or too much. */
export interface SubstituteOptions {
  /** Refuse undefined variables that have no default. Default: true. */
  readonly strict?: boolean;
  /** Size of the result in bytes, at most. Default: 64 MiB. */
  readonly maxBytes?: number;
}

/** Variables by name. */
export type Variables =
  | ReadonlyMap<string, string>
  | Readonly<Record<string, string>>;

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const MAX_PATTERN_STEPS = 50_000_000;
const NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;
const NAME_RULE = '^[_[:alpha:]][_[:alpha:][:digit:]]*$';
const DEFAULT_OPERATORS = new Set(['=', ':=', ':-', ':?', ':+']);

function lookup(variables: Variables, name: string): string | undefined {
  if (variables instanceof Map) return variables.get(name);
  return Object.hasOwn(variables, name)
    ? (variables as Readonly<Record<string, string>>)[name]
    : undefined;
}

/** One run over one text. */
class Substitution implements Budget {
  private steps = 0;

  constructor(
    private readonly text: string,
    private readonly variables: Variables,
    private readonly strict: boolean,
    private readonly maxBytes: number,
  ) {}

  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > MAX_PATTERN_STEPS) {
      throw new EnvsubstError('TOO_COMPLEX', 'trim pattern takes too long');
    }
  }

  run(): string {
    const parts: string[] = [];
    let size = 0;
    for (const segment of parse(this.text)) {
      const part = this.evaluate(segment);
      size += part.length;
      this.refuseLarge(size);
      parts.push(part);
    }
    return parts.join('');
  }

  private refuseLarge(size: number): void {
    if (size > this.maxBytes) {
      throw new EnvsubstError(
        'TOO_LARGE',
        `result is larger than ${this.maxBytes} bytes`,
      );
    }
  }

  private evaluate(segment: Segment): string {
    if (typeof segment === 'string') return segment;
    const args = segment.args.map(arg => this.evaluate(arg));
    const value = lookup(this.variables, segment.variable);
    if (
      value === undefined &&
      this.strict &&
      !DEFAULT_OPERATORS.has(segment.operator)
    ) {
      throw this.at(
        segment,
        new EnvsubstError(
          'NOT_SET',
          `variable not set (strict mode): ${JSON.stringify(segment.variable)}`,
        ),
      );
    }
    try {
      return this.apply(segment.operator, toByteString(value ?? ''), args);
    } catch (error) {
      throw error instanceof EnvsubstError ? this.at(segment, error) : error;
    }
  }

  private apply(operator: string, value: string, args: string[]): string {
    if (operator[0] === '/') {
      this.refuseLarge(replacedSize(operator, value, args));
    }
    return applyOperator(operator, value, args, this);
  }

  private at(expression: Expression, error: EnvsubstError): EnvsubstError {
    if (error.line > 0) return error;
    const source = expression.source.split('\n', 1)[0].slice(0, 80);
    const message =
      error.code === 'NOT_SET' ? error.message : `${source}: ${error.message}`;
    return new EnvsubstError(
      error.code,
      message,
      source,
      lineOf(this.text, expression.offset),
    );
  }
}

/**
 * Replaces `${name}` and its operator forms in a text, as Flux's `postBuild`
 * does. `$name` stays, `$${name}` yields `${name}`. Lengths and offsets count
 * bytes of UTF-8.
 *
 * @param text - any text; usually the YAML of one object
 * @returns the text with every expression replaced
 * @throws EnvsubstError - an expression is malformed, a variable is missing in
 *   strict mode, a substring length is negative, or a limit is reached
 * @see fluxcd/kustomize-controller docs/spec/v1/kustomizations.md, "Post build variable substitution"
 */
export function substitute(
  text: string,
  variables: Variables,
  options: SubstituteOptions = {},
): string {
  if (!text.includes('$')) return text;
  const bytes = new Substitution(
    toByteString(text),
    variables,
    options.strict ?? true,
    options.maxBytes ?? DEFAULT_MAX_BYTES,
  ).run();
  return fromByteString(bytes);
}

/**
 * Refuses variables that no expression could mention.
 * @throws EnvsubstError - `INVALID_NAME`; the first bad name in sorted order
 */
export function checkVariableNames(names: Iterable<string>): void {
  const bad = [...names].filter(name => !NAME.test(name)).sort()[0];
  if (bad !== undefined) {
    throw new EnvsubstError(
      'INVALID_NAME',
      `'${bad}' var name is invalid, must match '${NAME_RULE}'`,
    );
  }
}
