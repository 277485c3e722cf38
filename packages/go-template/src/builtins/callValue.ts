import { isAssignable, canBeNil, zeroValue } from '../compile/assign';
import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import { GoFunction } from '../values/goFunction';
import { GoInt, goInteger } from '../values/goInt';
import { GoType, isIntegerKind } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { typeOf } from '../values/reflect';

/**
 * Calls the first value with the others.
 * @param name - how the template names the function, for messages
 * @throws GoError - not a function, or arguments that it doesn't take
 */
export function callValue(
  name: string,
  values: readonly GoValue[],
  context: CallContext,
): GoValue {
  const [target, ...args] = values;
  if (target === undefined || target === null) {
    throw new GoError('call of nil');
  }
  if (!(target instanceof GoFunction)) {
    throw new GoError(`non-function ${name} of type ${typeOf(target).name}`);
  }
  checkCount(name, target, args.length);
  const { params, variadic } = target;
  const prepared = args.map((arg, i) => {
    const type = i < params.length ? params[i] : (variadic as GoType);
    try {
      return prepareArgument(arg, type);
    } catch (error) {
      throw error instanceof GoError
        ? new GoError(`arg ${i}: ${error.message}`, error)
        : error;
    }
  });
  return target.body(prepared, context);
}

function checkCount(name: string, target: GoFunction, count: number): void {
  const wanted = target.params.length;
  if (target.variadic && count < wanted) {
    throw new GoError(
      `wrong number of args for ${name}: got ${count} want at least ${wanted}`,
    );
  }
  if (!target.variadic && count !== wanted) {
    throw new GoError(
      `wrong number of args for ${name}: got ${count} want ${wanted}`,
    );
  }
}

/**
 * Makes a value fit a parameter or a map's key, converting between integers.
 * @throws GoError - it doesn't fit
 */
export function prepareArgument(value: GoValue, type: GoType): GoValue {
  if (value === undefined || value === null) {
    if (!canBeNil(type)) {
      throw new GoError(`value is nil; should be of type ${type.name}`);
    }
    return zeroValue(type);
  }
  const actual = typeOf(value);
  if (isAssignable(actual, type)) {
    return value;
  }
  if (value instanceof GoInt && isIntegerKind(type.kind)) {
    return goInteger(type, value.value);
  }
  throw new GoError(`value has type ${actual.name}; should be ${type.name}`);
}
