import { GoMap, GoNamedString, GoSlice } from './goCollections';
import { GoFunction } from './goFunction';
import { GoComplex } from './goComplex';
import { GoInt, goInteger } from './goInt';
import { GoObject } from './goObject';
import { GoKind, GoType, GoTypes } from './goType';
import type { GoValue } from './goValue';
import { byteLength, compareStrings } from './utf8';

/** The Go type of a value; nil has type `interface {}`, no value has kind invalid. */
export function typeOf(value: GoValue): GoType {
  switch (typeof value) {
    case 'string':
      return GoTypes.string;
    case 'number':
      return GoTypes.float64;
    case 'boolean':
      return GoTypes.bool;
    case 'undefined':
      return GoTypes.invalid;
    default:
      return value === null ? GoTypes.any : typeOfObject(value);
  }
}

function typeOfObject(value: object & GoValue): GoType {
  if (value instanceof GoMap || value instanceof GoSlice) {
    return value.goType;
  }
  if (value instanceof Map) {
    return GoTypes.map;
  }
  if (Array.isArray(value)) {
    return GoTypes.slice;
  }
  if (value instanceof GoInt) {
    return value.type;
  }
  if (value instanceof Uint8Array) {
    return GoTypes.bytes;
  }
  if (value instanceof GoFunction) {
    return functionType(value);
  }
  return value.goType;
}

/** Name of the type that Go's reflect shows once a pointer is followed. */
export function pointedType(value: GoValue): string {
  const { kind, name } = typeOf(value);
  return kind === 'ptr' ? name.replace(/^\*/, '') : name;
}

function functionType(value: GoFunction): GoType {
  const params = value.params.map(param => param.name);
  if (value.variadic) {
    params.push(`...${value.variadic.name}`);
  }
  const name = `func(${params.join(', ')}) ${value.result ?? 'interface {}'}`;
  return { kind: 'func', name, isNamed: false };
}

/** Kind of the value as Go's reflect names it. */
export function kindOf(value: GoValue): GoKind {
  return value === null ? 'invalid' : typeOf(value).kind;
}

/** The JavaScript Map behind a Go map, undefined for other values. */
export function mapOf(value: GoValue): Map<string, GoValue> | undefined {
  if (value instanceof Map) {
    return value;
  }
  return value instanceof GoObject && value.underlying instanceof Map
    ? value.underlying
    : undefined;
}

/** The elements of a Go slice, undefined for other values. */
export function elementsOf(value: GoValue): readonly GoValue[] | undefined {
  if (Array.isArray(value)) {
    return value;
  }
  if (value instanceof GoSlice) {
    return value.items;
  }
  if (value instanceof Uint8Array) {
    return Array.from(value, byte => goInteger(GoTypes.uint8, BigInt(byte)));
  }
  return value instanceof GoObject && value.goType.kind === 'slice'
    ? elementsOf(value.underlying)
    : undefined;
}

/** True for nil and for nil maps and slices. */
export function isNil(value: GoValue): boolean {
  if (value === null || value === undefined) {
    return true;
  }
  return (value instanceof GoMap || value instanceof GoSlice) && value.isNil;
}

/** The text of a value of kind string, undefined for other values. */
export function stringOf(value: GoValue): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  return value instanceof GoNamedString ? value.text : undefined;
}

/** Length in Go's sense (bytes for strings), undefined for values without one. */
export function lengthOf(value: GoValue): number | undefined {
  const text = stringOf(value);
  if (text !== undefined) {
    return byteLength(text);
  }
  if (value instanceof Uint8Array) {
    return value.length;
  }
  return mapOf(value)?.size ?? elementsOf(value)?.length;
}

/** The truth of a value in `if`, `with`, `and`, `or` and `not`. */
export function isTrue(value: GoValue): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'undefined':
      return false;
    default:
      return value !== null && isTrueObject(value);
  }
}

function isTrueObject(value: object & GoValue): boolean {
  if (value instanceof GoInt) {
    return value.value !== 0n;
  }
  if (value instanceof GoComplex) {
    return value.real !== 0 || value.imaginary !== 0;
  }
  const length = lengthOf(value);
  return length === undefined || length > 0;
}

/** Sprig's `empty`: the zero value of its kind. */
export function isEmpty(value: GoValue): boolean {
  return !isTrue(value);
}

/** What stands for a key of a map: itself but where Go's keys are no strings. */
export function keyOf(map: ReadonlyMap<string, GoValue>, key: string): GoValue {
  return map instanceof GoMap && map.keyValue ? map.keyValue(key) : key;
}

/** Keys of a map in Go's printing order. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  return Array.from(map.keys()).sort(compareStrings);
}
