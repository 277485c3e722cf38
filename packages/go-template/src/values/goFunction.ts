import { GoType, GoTypes } from './goType';
import type { GoValue } from './goValue';
import type { CallContext } from '../exec/callContext';

/**
 * Body of a template function. It receives arguments already checked against
 * the signature and throws {@link GoError} to return a Go error.
 */
export type GoFunctionBody = (
  args: readonly GoValue[],
  context: CallContext,
) => GoValue;

/** A Go function that templates can call, with the parameter types Go checks. */
export class GoFunction {
  /**
   * @param params - types of the fixed parameters
   * @param variadic - element type of the last `...T` parameter, if there is one
   * @param body - what it does
   * @param result - name of the result's type, where it is told
   */
  constructor(
    readonly params: readonly GoType[],
    readonly variadic: GoType | undefined,
    readonly body: GoFunctionBody,
    readonly result?: string,
  ) {}
}

/** The function, run after `before` with the same arguments. */
export function afterwards(
  before: (args: readonly GoValue[], context: CallContext) => void,
  { params, variadic, body, result }: GoFunction,
): GoFunction {
  const both: GoFunctionBody = (args, context) => {
    before(args, context);
    return body(args, context);
  };
  return new GoFunction(params, variadic, both, result);
}

/** Functions by name, as Go's template.FuncMap. */
export type FunctionMap = ReadonlyMap<string, GoFunction>;

const PARAMETER_TYPES: Readonly<Record<string, GoType>> = {
  ...GoTypes,
  value: GoTypes.reflectValue,
};

/**
 * Defines a function from a short signature: comma-separated names of
 * {@link GoTypes}, the last one with `...` in front when variadic.
 *
 * @example goFunction('string, ...any', ([format, ...args]) => …)
 * @throws TypeError - an unknown type name (a programming mistake)
 */
export function goFunction(
  signature: string,
  body: GoFunctionBody,
  result?: string,
): GoFunction {
  const names = signature.split(',').map(name => name.trim());
  const params: GoType[] = [];
  let variadic: GoType | undefined;
  for (const name of names.filter(Boolean)) {
    const type = PARAMETER_TYPES[name.replace('...', '')];
    if (!type) {
      throw new TypeError(`unknown parameter type ${name}`);
    }
    if (name.startsWith('...')) {
      variadic = type;
    } else {
      params.push(type);
    }
  }
  return new GoFunction(params, variadic, body, result);
}
