import { ApiError } from '../errors/ApiError';
import { deepEqual, isObject, JsonObject } from '../json';
import { childSchema, isDeclared, Schema } from '../schema/Schema';
import { FieldSet, printPath } from './FieldSet';
import { itemElement, Shape, shapeOf } from './shape';

/** What differs between two values; a path is in one of the sets at most. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const isEmptyValue = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Every field that `value` sets, as an applier owns it. */
export function toFieldSet(
  schema: Schema | undefined,
  value: unknown,
): FieldSet {
  const set = new FieldSet();
  collect(schema, value, [], set);
  return set;
}

function collect(
  schema: Schema | undefined,
  value: unknown,
  path: string[],
  set: FieldSet,
): void {
  const shape = shapeOf(schema, value);
  if (shape === 'leaf') {
    set.insert(path);
  } else if (shape === 'map') {
    for (const [key, item] of Object.entries(value as JsonObject)) {
      const at = [...path, `f:${key}`];
      collect(childSchema(schema, key), item, at, set);
      const isEmptyMap =
        item === null || (isObject(item) && Object.keys(item).length === 0);
      if (isEmptyMap || !isDeclared(schema, key)) {
        set.insert(at);
      }
    }
  } else {
    for (const item of value as unknown[]) {
      const element = itemElement(schema, shape, item);
      if (element !== undefined) {
        const at = [...path, element];
        collect(schema?.items, item, at, set);
        set.insert(at);
      }
    }
  }
}

/** Compares two values field by field. */
export function compare(
  schema: Schema | undefined,
  lhs: unknown,
  rhs: unknown,
): Comparison {
  const result = {
    added: new FieldSet(),
    modified: new FieldSet(),
    removed: new FieldSet(),
  };
  compareAt(schema, lhs, rhs, [], result);
  return result;
}

function compareAt(
  schema: Schema | undefined,
  lhs: unknown,
  rhs: unknown,
  path: string[],
  result: Comparison,
): void {
  if (lhs === rhs) {
    return;
  }
  if (isLeafPair(schema, lhs, rhs)) {
    compareLeaf(lhs, rhs, path, result);
    return;
  }
  const shape = shapeOf(schema, rhs ?? lhs);
  if (shape === 'map') {
    const left = isObject(lhs) ? lhs : {};
    const right = isObject(rhs) ? rhs : {};
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      compareAt(
        childSchema(schema, key),
        left[key],
        right[key],
        [...path, `f:${key}`],
        result,
      );
    }
  } else {
    const left = groupItems(schema, shape, lhs);
    const right = groupItems(schema, shape, rhs);
    compareLists(schema?.items, left, right, path, result);
  }
  if (lhs === undefined) {
    result.added.insert(path);
  } else if (rhs === undefined) {
    result.removed.insert(path);
  }
}

/** Whether the pair is compared as a whole: scalars, atomic values, both empty, or of different kinds. */
function isLeafPair(
  schema: Schema | undefined,
  lhs: unknown,
  rhs: unknown,
): boolean {
  if (isEmptyValue(lhs) && isEmptyValue(rhs)) {
    return true;
  }
  const shapes = [lhs, rhs]
    .filter(value => value !== undefined && value !== null)
    .map(value => shapeOf(schema, value));
  return shapes.includes('leaf') || new Set(shapes).size > 1;
}

function compareLeaf(
  lhs: unknown,
  rhs: unknown,
  path: string[],
  result: Comparison,
): void {
  if (lhs === undefined) {
    result.added.insert(path);
  } else if (rhs === undefined) {
    result.removed.insert(path);
  } else if (!deepEqual(lhs, rhs)) {
    result.modified.insert(path);
  }
}

function compareLists(
  itemSchema: Schema | undefined,
  left: ReadonlyMap<string, unknown[]>,
  right: ReadonlyMap<string, unknown[]>,
  path: string[],
  result: Comparison,
): void {
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    const before = left.get(element) ?? [];
    const after = right.get(element) ?? [];
    const at = [...path, element];
    if (before.length <= 1 && after.length <= 1) {
      compareAt(itemSchema, before[0], after[0], at, result);
    } else if (before.length > 1 && after.length > 1) {
      if (!deepEqual(before, after)) {
        result.modified.insert(at);
      }
    } else if (before.length > 1) {
      compareAt(itemSchema, undefined, after[0], at, result);
      result.removed.insert(at);
    } else {
      compareAt(itemSchema, before[0], undefined, at, result);
      result.added.insert(at);
    }
  }
}

/** The items of a list by path element; several where keys are not unique. */
function groupItems(
  schema: Schema | undefined,
  shape: Shape,
  list: unknown,
): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const item of Array.isArray(list) ? list : []) {
    const element = itemElement(schema, shape, item);
    if (element !== undefined) {
      groups.set(element, [...(groups.get(element) ?? []), item]);
    }
  }
  return groups;
}

/**
 * Lays `rhs` over `lhs`: scalars and atomic values of `rhs` win, maps are
 * merged by field and lists by item. The order of `rhs` wins where both have items.
 */
export function merge(
  schema: Schema | undefined,
  lhs: unknown,
  rhs: unknown,
  path: string[] = [],
): unknown {
  if (rhs === undefined) {
    return lhs;
  }
  if (lhs === undefined || lhs === null || isLeafPair(schema, lhs, rhs)) {
    if (Array.isArray(rhs)) {
      refuseDuplicates(schema, shapeOf(schema, rhs), rhs, path);
    }
    return rhs;
  }
  if (rhs === null) {
    return rhs;
  }
  const shape = shapeOf(schema, rhs);
  if (shape !== 'map') {
    return mergeLists(schema, shape, lhs as unknown[], rhs as unknown[], path);
  }
  const left = lhs as JsonObject;
  const right = rhs as JsonObject;
  const out: JsonObject = { ...left };
  for (const [key, value] of Object.entries(right)) {
    out[key] = merge(childSchema(schema, key), left[key], value, [
      ...path,
      `f:${key}`,
    ]);
  }
  return out;
}

function refuseDuplicates(
  schema: Schema | undefined,
  shape: Shape,
  list: unknown[],
  path: string[],
): string[] {
  const elements: string[] = [];
  if (shape === 'leaf') {
    return elements;
  }
  const seen = new Set<string>();
  list.forEach((item, index) => {
    const element = itemElement(schema, shape, item);
    if (element === undefined) {
      const keys = (schema?.listMapKeys ?? [])
        .map(key => JSON.stringify(key))
        .join(', ');
      throw applyFault(
        `${printPath(
          path,
        )}: element ${index}: associative list with keys has an element that omits key field ${keys} (and doesn't have default value)`,
      );
    }
    if (seen.has(element)) {
      throw applyFault(
        `${printPath(path)}: duplicate entries for key ${printPath([element])}`,
      );
    }
    seen.add(element);
    elements.push(element);
  });
  return elements;
}

/** The server answers faults of an applied object with status 500 and no reason. */
export function applyFault(message: string): ApiError {
  return new ApiError(500, '', message);
}

function mergeLists(
  schema: Schema | undefined,
  shape: Shape,
  lhs: unknown[],
  rhs: unknown[],
  path: string[],
): unknown[] {
  const right = refuseDuplicates(schema, shape, rhs, path);
  const left = lhs.map(item => itemElement(schema, shape, item) ?? '');
  const inRight = new Map(right.map((element, index) => [element, rhs[index]]));
  const inLeft = new Map(left.map((element, index) => [element, lhs[index]]));
  const shared = right.filter(element => inLeft.has(element));
  const out: unknown[] = [];
  const taken = new Set<string>();
  const takeRight = (element: string) => {
    taken.add(element);
    out.push(
      merge(schema?.items, inLeft.get(element), inRight.get(element), [
        ...path,
        element,
      ]),
    );
    if (shared[0] === element) {
      shared.shift();
    }
  };
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const element = left[l];
    if (l < left.length && r < right.length) {
      if (element === right[r]) {
        takeRight(element);
        l += 1;
        r += 1;
        continue;
      }
      if (inRight.has(element) && shared.length > 0 && shared[0] !== element) {
        l += 1;
        continue;
      }
    }
    if (l < left.length) {
      if (!inRight.has(element)) {
        out.push(lhs[l]);
        l += 1;
        continue;
      }
      if (taken.has(element)) {
        l += 1;
      }
    }
    if (r < right.length) {
      takeRight(right[r]);
      r += 1;
    }
  }
  return out;
}

/** `value` without the paths in `set`; a container that loses its last field stays, empty. */
export function removeItems(
  schema: Schema | undefined,
  value: unknown,
  set: FieldSet,
): unknown {
  const shape = shapeOf(schema, value);
  if (shape === 'leaf') {
    // a path inside an atomic value takes the whole value along
    return Array.isArray(value) || isObject(value) ? undefined : value;
  }
  if (shape === 'map') {
    return removeFields(schema, value as JsonObject, set);
  }
  const out: unknown[] = [];
  for (const item of value as unknown[]) {
    const element = itemElement(schema, shape, item) ?? '';
    if (set.members.has(element)) {
      continue;
    }
    const below = set.children.get(element);
    out.push(below ? withoutBelow(schema?.items, item, below) : item);
  }
  return out;
}

function removeFields(
  schema: Schema | undefined,
  value: JsonObject,
  set: FieldSet,
): JsonObject {
  const out: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const element = `f:${key}`;
    if (set.members.has(element)) {
      continue;
    }
    const below = set.children.get(element);
    out[key] = below
      ? withoutBelow(childSchema(schema, key), item, below)
      : item;
  }
  return out;
}

function withoutBelow(
  schema: Schema | undefined,
  item: unknown,
  set: FieldSet,
): unknown {
  const rest = removeItems(schema, item, set);
  if (rest !== undefined) {
    return rest;
  }
  return Array.isArray(item) ? [] : {};
}

/** `set` with every declared field on the way to a path added as a path of its own. */
export function withNamedFields(
  schema: Schema | undefined,
  set: FieldSet,
): FieldSet {
  const out = new FieldSet();
  set.members.forEach(member => out.members.add(member));
  for (const [element, child] of set.children) {
    const key = element.slice(2);
    const isField = element.startsWith('f:');
    if (isField && isDeclared(schema, key)) {
      out.members.add(element);
    }
    const below = isField ? childSchema(schema, key) : schema?.items;
    out.children.set(element, withNamedFields(below, child));
  }
  return out;
}
