import { KustomizeError } from '../errors';
import { equalJson } from '../resources/jsonForm';
import type { JsonValue } from '../resources/toValue';
import { NODE_BYTES } from '../resources/tree';

/** One operation of a JSON patch (RFC 6902), not yet checked. */
export type JsonOperation = { readonly [key: string]: JsonValue };

/** Places that other objects hold: mappings and lists. */
type Container = JsonValue[] | { [key: string]: JsonValue };

/**
 * Reads patch data as a list of operations.
 * @throws KustomizeError - invalid-patch, when it is no list of objects
 */
export function parseJsonPatch(value: JsonValue): JsonOperation[] {
  if (value === null) return [];
  if (!Array.isArray(value)) {
    throw new KustomizeError(
      'invalid-patch',
      'json: cannot unmarshal object into Go value of type jsonpatch.Patch: a JSON patch is a list of operations',
    );
  }
  return value.map(operation => {
    if (operation === null) return {};
    if (!isContainer(operation) || Array.isArray(operation)) {
      throw new KustomizeError(
        'invalid-patch',
        `json: cannot unmarshal ${typeof operation} into Go value of type jsonpatch.Operation`,
      );
    }
    return operation;
  });
}

/**
 * Applies operations to a document, which is changed and returned.
 * `replace` of a missing field adds it and list positions may be negative,
 * as in the library that kustomize uses (evanphx/json-patch v4).
 * @param grow - told the size of each copy before it is made
 * @throws KustomizeError - invalid-patch, for the first operation that fails
 */
export function applyJsonPatch(
  document: Container,
  operations: readonly JsonOperation[],
  grow: (size: number) => void = () => undefined,
): Container {
  let root = document;
  for (const operation of operations) {
    root = applyOperation(root, operation, grow);
  }
  return root;
}

function applyOperation(
  root: Container,
  operation: JsonOperation,
  grow: (size: number) => void,
): Container {
  const kind = typeof operation.op === 'string' ? operation.op : 'unknown';
  switch (kind) {
    case 'add':
      return add(root, operation);
    case 'remove':
      remove(root, textOf(operation, 'path', kind), kind);
      return root;
    case 'replace':
      return replace(root, operation);
    case 'move':
      return move(root, operation);
    case 'copy':
      return copy(root, operation, grow);
    case 'test':
      test(root, operation);
      return root;
    default:
      throw fault(`Unexpected kind: ${kind}`);
  }
}

function add(root: Container, operation: JsonOperation): Container {
  const path = textOf(operation, 'path', 'add');
  insert(root, path, clone(operation.value ?? null), {
    missing: `add operation does not apply: doc is missing path: "${path}": missing value`,
    failed: `error in add for path: '${path}'`,
  });
  return root;
}

function replace(root: Container, operation: JsonOperation): Container {
  const path = textOf(operation, 'path', 'replace');
  const value = clone(operation.value ?? null);
  if (path === '') {
    if (!isContainer(value)) {
      throw fault('replace operation value must be object or array');
    }
    return value;
  }
  const place = find(root, path);
  if (place === undefined) {
    throw fault(
      `replace operation does not apply: doc is missing path: ${path}: missing value`,
    );
  }
  const { container, key } = place;
  if (!Array.isArray(container)) {
    setOwn(container, key, value);
    return root;
  }
  const index = position(container, key);
  if (index === undefined) {
    throw fault(
      `replace operation does not apply: doc is missing key: ${path}: missing value`,
    );
  }
  container[index] = value;
  return root;
}

function move(root: Container, operation: JsonOperation): Container {
  const from = textOf(operation, 'from', 'move');
  const value = read(root, from, 'move') ?? null;
  remove(root, from, 'move');
  const path = textOf(operation, 'path', 'move');
  insert(root, path, value, {
    missing: `move operation does not apply: doc is missing destination path: ${path}: missing value`,
    failed: `error in move for path: '${path}'`,
  });
  return root;
}

function copy(
  root: Container,
  operation: JsonOperation,
  grow: (size: number) => void,
): Container {
  const value = read(root, textOf(operation, 'from', 'copy'), 'copy') ?? null;
  grow(sizeOf(value));
  const path = textOf(operation, 'path', 'copy');
  insert(root, path, clone(value), {
    missing: `copy operation does not apply: doc is missing destination path: ${path}: missing value`,
    failed: 'error while adding value during copy',
  });
  return root;
}

function test(root: Container, operation: JsonOperation): void {
  const path = textOf(operation, 'path', 'test');
  const wanted = operation.value ?? null;
  const actual = path === '' ? root : read(root, path, 'test') ?? null;
  if (!equalJson(actual, wanted)) {
    throw fault(`testing value ${path} failed: test failed`);
  }
}

interface Place {
  readonly container: Container;
  readonly key: string;
}

function find(root: Container, path: string): Place | undefined {
  const parts = path.split('/');
  if (parts.length < 2) return undefined;
  const keys = parts
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  let container = root;
  for (const key of keys.slice(0, -1)) {
    const next = get(container, key);
    if (next === undefined || !isContainer(next)) return undefined;
    container = next;
  }
  return { container, key: keys[keys.length - 1] };
}

function get(container: Container, key: string): JsonValue | undefined {
  if (Array.isArray(container)) {
    const index = position(container, key);
    return index === undefined ? undefined : container[index];
  }
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

/** Index of an existing item, also counted from the end. */
function position(list: readonly JsonValue[], key: string): number | undefined {
  if (!/^[+-]?\d+$/.test(key)) return undefined;
  const index = Number(key);
  const positive = index < 0 ? index + list.length : index;
  return positive >= 0 && positive < list.length ? positive : undefined;
}

function read(
  root: Container,
  path: string,
  kind: string,
): JsonValue | undefined {
  const place = find(root, path);
  if (place === undefined) {
    const which =
      kind === 'test' ? 'is missing path' : 'doc is missing from path';
    throw fault(
      `${kind} operation does not apply: ${which}: ${path}: missing value`,
    );
  }
  if (
    Array.isArray(place.container) &&
    position(place.container, place.key) === undefined
  ) {
    throw fault(
      `error in ${kind} for path: '${path}': Unable to access invalid index: ${place.key}: invalid index referenced`,
    );
  }
  return get(place.container, place.key);
}

function remove(root: Container, path: string, kind: string): void {
  const place = find(root, path);
  if (place === undefined) {
    throw fault(
      `${kind} operation does not apply: doc is missing path: "${path}": missing value`,
    );
  }
  const { container, key } = place;
  if (Array.isArray(container)) {
    const index = position(container, key);
    if (index === undefined) {
      throw fault(
        `error in ${kind} for path: '${path}': Unable to access invalid index: ${key}: invalid index referenced`,
      );
    }
    container.splice(index, 1);
  } else if (Object.hasOwn(container, key)) {
    delete container[key];
  } else {
    throw fault(
      `error in ${kind} for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`,
    );
  }
}

function insert(
  root: Container,
  path: string,
  value: JsonValue,
  texts: { missing: string; failed: string },
): void {
  const place = find(root, path);
  if (place === undefined) throw fault(texts.missing);
  const { container, key } = place;
  if (!Array.isArray(container)) {
    setOwn(container, key, value);
    return;
  }
  if (key === '-') {
    container.push(value);
    return;
  }
  const number = /^[+-]?\d+$/.test(key) ? Number(key) : NaN;
  const index = number < 0 ? number + container.length + 1 : number;
  if (Number.isNaN(index)) {
    throw fault(
      `${texts.failed}: value was not a proper array index: '${key}'`,
    );
  }
  if (index < 0 || index > container.length) {
    throw fault(
      `${texts.failed}: Unable to access invalid index: ${number}: invalid index referenced`,
    );
  }
  container.splice(index, 0, value);
}

function setOwn(
  target: { [key: string]: JsonValue },
  key: string,
  value: JsonValue,
): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function textOf(
  operation: JsonOperation,
  field: 'path' | 'from',
  kind: string,
): string {
  const text = operation[field];
  if (typeof text === 'string') return text;
  throw fault(`${kind} operation failed to decode ${field}: missing value`);
}

function isContainer(value: JsonValue): value is Container {
  return typeof value === 'object' && value !== null;
}

function clone(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(clone);
  if (!isContainer(value)) return value;
  const result: { [key: string]: JsonValue } = {};
  for (const key of Object.keys(value)) {
    setOwn(result, key, clone((value as { [key: string]: JsonValue })[key]));
  }
  return result;
}

/** About as many bytes as the value takes in memory. */
function sizeOf(value: JsonValue): number {
  if (typeof value === 'string') return value.length + NODE_BYTES;
  if (!isContainer(value)) return NODE_BYTES;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + key.length + sizeOf(item),
    NODE_BYTES,
  );
}

function fault(message: string): KustomizeError {
  return new KustomizeError('invalid-patch', message);
}
