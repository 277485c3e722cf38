import { containsItself } from '../exec/weigh';
import { GoError } from '../errors';
import { GoMap, GoNamedString, GoSlice } from '../values/goCollections';
import { GoInt } from '../values/goInt';
import { GoObject } from '../values/goObject';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { elementsOf, mapOf, typeOf } from '../values/reflect';
import { base64 } from './base64';

const SAFE_INTEGER = /^-?[0-9]{1,15}$/;
const INTEGER = /^-?[0-9]+$/;

/** How deep Go's encoding/json goes before it looks for cycles. */
const DEPTH_BEFORE_CYCLES = 1000;

/**
 * Looks for a cycle, once, at the depth where Go begins to.
 * @throws GoError - the value contains itself
 */
export function refuseCycle(value: GoValue, depth: number): void {
  if (depth === DEPTH_BEFORE_CYCLES && containsItself(value)) {
    throw new GoError(
      `json: unsupported value: encountered a cycle via ${typeOf(value).name}`,
    );
  }
}

/**
 * A Go value as the plain data that the YAML writer takes: integers as
 * bigint or number, maps as Map, bytes as base64 text.
 * @throws GoError - a value that JSON can't hold
 */
export function plainValue(value: GoValue, depth = 0): unknown {
  refuseCycle(value, depth);
  if (value === null || typeof value !== 'object') {
    return plainScalar(value);
  }
  if (value instanceof GoInt) {
    return value.value;
  }
  if (value instanceof GoNamedString) {
    return value.goType === GoTypes.jsonNumber
      ? plainNumber(value.text)
      : value.text;
  }
  if ((value instanceof GoMap || value instanceof GoSlice) && value.isNil) {
    return null;
  }
  if (value instanceof Uint8Array) {
    return base64(value);
  }
  return plainCollection(value, depth + 1);
}

function plainScalar(value: GoValue): unknown {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof value === 'function' || Number.isNaN(value)) {
    throw new GoError(`json: unsupported value: ${String(value)}`);
  }
  return value;
}

function plainNumber(text: string): unknown {
  if (SAFE_INTEGER.test(text)) {
    return BigInt(text);
  }
  return INTEGER.test(text) ? BigInt(text) : Number(text);
}

function plainCollection(value: object & GoValue, depth: number): unknown {
  if (value instanceof GoObject && value.json) {
    return plainValue(value.json(), depth);
  }
  const elements = elementsOf(value);
  if (elements) {
    return elements.map(item => plainValue(item, depth));
  }
  const map =
    mapOf(value) ?? (value instanceof GoObject ? value.fields : undefined);
  if (!map) {
    throw new GoError(`json: unsupported type: ${typeOf(value).name}`);
  }
  return new Map(
    Array.from(map, ([key, item]) => [key, plainValue(item, depth)]),
  );
}
