import { GoError } from '../errors';
import { printPlain } from '../format/printer';
import { sprintf } from '../format/printf';
import { isSameComplex } from '../values/deepEqual';
import { GoComplex } from '../values/goComplex';
import { GoFunction } from '../values/goFunction';
import { GoInt } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { isUnsignedKind } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { isNil, kindOf, stringOf, typeOf } from '../values/reflect';
import { compareStrings } from '../values/utf8';

type BasicKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'complex'
  | 'string'
  | 'invalid';

function basicKind(value: GoValue): BasicKind {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float';
    case 'string':
      return 'string';
    default:
  }
  if (value instanceof GoInt) {
    return isUnsignedKind(value.type.kind) ? 'uint' : 'int';
  }
  if (value instanceof GoComplex) {
    return 'complex';
  }
  return stringOf(value) === undefined ? 'invalid' : 'string';
}

function isMissing(value: GoValue): boolean {
  return value === null || value === undefined;
}

function incompatible(a: GoValue, b: GoValue): GoError {
  return new GoError(
    `incompatible types for comparison: ${typeOf(a).name} and ${
      typeOf(b).name
    }`,
  );
}

/**
 * Go's `eq`: whether the first value equals one of the others.
 * @throws GoError - values of types that can't be compared
 */
export function equal(first: GoValue, others: readonly GoValue[]): boolean {
  if (others.length === 0) {
    throw new GoError('missing argument for comparison');
  }
  return others.some(other => equalPair(first, other));
}

function equalPair(a: GoValue, b: GoValue): boolean {
  const kind = basicKind(a);
  const other = basicKind(b);
  if (kind !== other) {
    if (isInteger(kind) && isInteger(other)) {
      return (a as GoInt).value === (b as GoInt).value;
    }
    if (isMissing(a) || isMissing(b)) {
      return false;
    }
    throw incompatible(a, b);
  }
  switch (kind) {
    case 'int':
    case 'uint':
      return (a as GoInt).value === (b as GoInt).value;
    case 'string':
      return stringOf(a) === stringOf(b);
    case 'complex':
      return isSameComplex(a as GoComplex, b as GoComplex);
    case 'invalid':
      return equalOther(a, b);
    default:
      return a === b;
  }
}

function isInteger(kind: BasicKind): boolean {
  return kind === 'int' || kind === 'uint';
}

function equalOther(a: GoValue, b: GoValue): boolean {
  const sameKind = kindOf(a) === kindOf(b);
  if (!sameKind && !isMissing(a) && !isMissing(b)) {
    throw new GoError(
      `non-comparable types ${asString(a)}: ${typeOf(a).name}, ${
        typeOf(b).name
      }: ${printPlain(b)}`,
    );
  }
  if (isNil(a) || isNil(b)) {
    return isNil(a) === isNil(b);
  }
  if (!isComparable(b)) {
    throw new GoError(`non-comparable type ${asString(b)}: ${typeOf(b).name}`);
  }
  return a === b || isSameObject(a, b);
}

/** `%s` of a value, as Go's messages show it. */
function asString(value: GoValue): string {
  return sprintf('%s', [value]);
}

function isComparable(value: GoValue): boolean {
  return value instanceof GoObject
    ? value.goType.kind === 'struct' || value.goType.kind === 'ptr'
    : value instanceof GoFunction === false && basicKind(value) !== 'invalid';
}

function isSameObject(a: GoValue, b: GoValue): boolean {
  return (
    a instanceof GoObject &&
    b instanceof GoObject &&
    a.goType.kind === 'struct' &&
    a.goType.name === b.goType.name &&
    printPlain(a) === printPlain(b)
  );
}

/**
 * Go's `lt`.
 * @throws GoError - values that have no order, or of different types
 */
export function lessThan(a: GoValue, b: GoValue): boolean {
  const kind = orderedKind(a);
  const other = orderedKind(b);
  if (kind !== other && !(isInteger(kind) && isInteger(other))) {
    throw incompatible(a, b);
  }
  switch (kind) {
    case 'bool':
    case 'complex':
      throw new GoError('invalid type for comparison');
    case 'float':
      return (a as number) < (b as number);
    case 'string':
      return compareStrings(stringOf(a) as string, stringOf(b) as string) < 0;
    default:
      return (a as GoInt).value < (b as GoInt).value;
  }
}

function orderedKind(value: GoValue): BasicKind {
  const kind = basicKind(value);
  if (kind === 'invalid') {
    throw new GoError('invalid type for comparison');
  }
  return kind;
}
