import { BUILTINS } from '../builtins/builtins';
import { helmFunctions } from '../helm/helmFunctions';
import { FunctionMap, GoFunction } from '../values/goFunction';

/** All functions, each adding one to its count when it returns without an error. */
export function countingFunctions(counts: Map<string, number>): FunctionMap {
  const counted = ([name, { params, variadic, body, result }]: [
    string,
    GoFunction,
  ]): [string, GoFunction] => {
    counts.set(name, 0);
    const count: GoFunction['body'] = (args, context) => {
      const value = body(args, context);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return value;
    };
    return [name, new GoFunction(params, variadic, count, result)];
  };
  const all = [...BUILTINS, ...helmFunctions()];
  return new Map(all.map(counted));
}
