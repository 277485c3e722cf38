import { GoInt } from './goInt';
import { GoComplex } from './goComplex';
import { GoMap, GoNamedString, GoSlice } from './goCollections';
import { GoObject } from './goObject';
import { isSameType } from './goType';
import type { GoValue } from './goValue';
import { elementsOf, mapOf, typeOf } from './reflect';

/** Go's reflect.DeepEqual: the same types and the same contents. */
export function deepEqual(a: GoValue, b: GoValue): boolean {
  const left = a === undefined ? null : a;
  const right = b === undefined ? null : b;
  if (left === null || right === null || typeof left !== 'object') {
    return left === right;
  }
  if (typeof right !== 'object' || !isSameType(typeOf(left), typeOf(right))) {
    return false;
  }
  return equalObjects(left, right);
}

function equalObjects(a: GoValue, b: GoValue): boolean {
  if (a instanceof GoInt) {
    return a.value === (b as GoInt).value;
  }
  if (a instanceof GoComplex) {
    return isSameComplex(a, b as GoComplex);
  }
  if (a instanceof GoNamedString) {
    return a.text === (b as GoNamedString).text;
  }
  if (isNilCollection(a) !== isNilCollection(b)) {
    return false;
  }
  const map = mapOf(a);
  if (map) {
    return equalMaps(map, mapOf(b) as Map<string, GoValue>);
  }
  const elements = elementsOf(a);
  if (elements) {
    const others = elementsOf(b) as readonly GoValue[];
    return (
      elements.length === others.length &&
      elements.every((item, i) => deepEqual(item, others[i]))
    );
  }
  return a instanceof GoObject && b instanceof GoObject
    ? equalFields(a, b)
    : false;
}

/** Go's `==` of two complex numbers. */
export function isSameComplex(a: GoComplex, b: GoComplex): boolean {
  return a.real === b.real && a.imaginary === b.imaginary;
}

function isNilCollection(value: GoValue): boolean {
  return (value instanceof GoMap || value instanceof GoSlice) && value.isNil;
}

function equalMaps(
  a: ReadonlyMap<string, GoValue>,
  b: ReadonlyMap<string, GoValue>,
): boolean {
  if (a.size !== b.size) {
    return false;
  }
  for (const [key, value] of a) {
    if (!b.has(key) || !deepEqual(value, b.get(key))) {
      return false;
    }
  }
  return true;
}

function equalFields(a: GoObject, b: GoObject): boolean {
  if (a === b) {
    return true;
  }
  return a.fields.size > 0
    ? equalMaps(a.fields, b.fields)
    : a.string !== undefined && a.string() === b.string?.();
}
