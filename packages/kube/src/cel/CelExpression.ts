import { CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';

/** An expression can't be parsed, failed, or did not yield what it must. */
export class CelError extends Error {
  override readonly name = 'CelError';
  constructor(
    readonly code: 'syntax' | 'evaluation' | 'type',
    message: string,
  ) {
    super(message);
  }
}

type Bindings = Record<string, CelInput>;

/** JSON integers are CEL ints, other numbers doubles. */
function toInput(value: unknown): CelInput {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map(toInput);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, toInput(item)]),
    ) as CelInput;
  }
  return value as CelInput;
}

/** Points at the place of a syntax error the way cel-go prints it. */
function describeSyntaxError(expression: string, text: string): string {
  const place = /^<input>:(\d+):(\d+): (.*)$/s.exec(text);
  if (!place) return `ERROR: <input>: Syntax error: ${text}`;
  const [, line, column, what] = place;
  const source = expression.split('\n')[Number(line) - 1] ?? '';
  const marks = '.'.repeat(Math.max(0, Number(column) - 1));
  return `ERROR: <input>:${line}:${column}: Syntax error: ${what}\n | ${source}\n | ${marks}^`;
}

/** The whole path in the expression that ends in the field that is missing. */
function describeMissing(expression: string, text: string): string {
  const field = /^field not found: (\w+)$/.exec(text)?.[1];
  if (text === 'unresolved attribute') {
    const first = /[A-Za-z_][\w.]*/.exec(expression)?.[0] ?? '';
    return `no such attribute(s): ${first}`;
  }
  if (!field) return text;
  const path = new RegExp(`[\\w.]*\\b${field}\\b`).exec(expression)?.[0];
  return `no such attribute(s): ${path ?? field}`;
}

/** A parsed CEL expression that yields true or false. */
export class CelExpression {
  readonly #evaluate: (bindings?: Bindings) => unknown;

  /** @throws CelError - code `syntax` */
  constructor(readonly text: string) {
    try {
      const env = celEnv({ funcs: strings });
      this.#evaluate = plan(env, parse(text)) as (b?: Bindings) => unknown;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CelError(
        'syntax',
        `failed to parse the CEL expression '${text}': ${describeSyntaxError(
          text,
          reason,
        )}`,
      );
    }
  }

  /** @throws CelError - code `evaluation` or `type` */
  evaluate(variables: Readonly<Record<string, unknown>>): boolean {
    const bindings = toInput(variables) as Bindings;
    const result = this.#evaluate(bindings);
    if (isCelError(result)) {
      throw new CelError(
        'evaluation',
        `failed to evaluate the CEL expression '${
          this.text
        }': ${describeMissing(this.text, result.message)}`,
      );
    }
    if (typeof result !== 'boolean') {
      throw new CelError(
        'type',
        `failed to evaluate the CEL expression '${this.text}': the result is not a boolean`,
      );
    }
    return result;
  }
}
