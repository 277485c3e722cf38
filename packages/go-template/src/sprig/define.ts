import { GoError } from '../errors';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoInt } from '../values/goInt';
import type { GoValue } from '../values/goValue';

/** Functions by name, as each file of this folder exports them. */
export type Definitions = Readonly<Record<string, GoFunction>>;

/** A function from string to string. */
export function textFunction(body: (text: string) => string): GoFunction {
  return goFunction('string', ([text]) => body(text as string), 'string');
}

/** A function of two strings. */
export function twoTexts(
  body: (first: string, second: string) => GoValue,
): GoFunction {
  return goFunction('string, string', ([a, b]) =>
    body(a as string, b as string),
  );
}

/** The JavaScript number of an `int` parameter. */
export function numberOf(value: GoValue): number {
  return (value as GoInt).toNumber();
}

/** The error of a Go panic by the runtime. */
export function runtimeError(what: string): GoError {
  return new GoError(`runtime error: ${what}`);
}

/** What Go's reflect does to nil where a value is needed. */
export function nilDereference(): GoError {
  return runtimeError('invalid memory address or nil pointer dereference');
}
