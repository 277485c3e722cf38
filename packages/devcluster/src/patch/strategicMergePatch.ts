import { badRequest } from '../errors/ApiError';
import { deepEqual, isObject, JsonObject } from '../json';
import { childSchema, Schema } from '../schema/Schema';

const PATCH = '$patch';
const RETAIN_KEYS = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVE = '$deleteFromPrimitiveList/';

const strategies = (schema: Schema | undefined) =>
  (schema?.patchStrategy ?? '').split(',');

/**
 * Strategic merge patch of a built-in kind: lists are merged by their patch
 * merge key, and the directives `$patch`, `$retainKeys`, `$setElementOrder` and
 * `$deleteFromPrimitiveList` are followed.
 * @throws ApiError - 400, a list item lacks its merge key or a directive is unknown
 * @see k8s.io/apimachinery strategicpatch
 */
export function strategicMergePatch(
  schema: Schema,
  target: JsonObject,
  patch: JsonObject,
): JsonObject {
  return mergeMap(schema, target, patch, true);
}

function mergeMap(
  schema: Schema | undefined,
  target: JsonObject,
  patch: JsonObject,
  ignoreNulls: boolean,
): JsonObject {
  const directive = patch[PATCH];
  if (directive === 'replace') {
    return withoutDirectives(patch);
  }
  if (directive === 'delete') {
    return {};
  }
  if (directive !== undefined && directive !== 'merge') {
    throw badRequest(`Invalid ${PATCH} value: ${JSON.stringify(directive)}`);
  }
  const out = retainKeys(target, patch);
  const fields = new Set(
    Object.keys(patch)
      .map(fieldOf)
      .filter((key): key is string => key !== undefined),
  );
  for (const key of fields) {
    const child = childSchema(schema, key);
    const value = patch[key];
    if (value === null) {
      delete out[key];
      continue;
    }
    const merged = mergeField(child, out[key], value, {
      order: patch[`${ORDER}${key}`] as unknown[] | undefined,
      deletions: patch[`${DELETE_PRIMITIVE}${key}`] as unknown[] | undefined,
    });
    if (merged !== undefined) {
      out[key] = ignoreNulls ? withoutNulls(merged) : merged;
    }
  }
  return out;
}

interface ListDirectives {
  readonly order?: unknown[];
  readonly deletions?: unknown[];
}

/** The field that a key of a patch is about; undefined for `$patch` and `$retainKeys`. */
function fieldOf(key: string): string | undefined {
  if (key === PATCH || key === RETAIN_KEYS) {
    return undefined;
  }
  for (const prefix of [ORDER, DELETE_PRIMITIVE]) {
    if (key.startsWith(prefix)) {
      return key.slice(prefix.length);
    }
  }
  return key;
}

function retainKeys(target: JsonObject, patch: JsonObject): JsonObject {
  const retained = patch[RETAIN_KEYS];
  if (!Array.isArray(retained)) {
    return { ...target };
  }
  return Object.fromEntries(
    Object.entries(target).filter(([key]) => retained.includes(key)),
  );
}

function mergeField(
  schema: Schema | undefined,
  target: unknown,
  patch: unknown,
  directives: ListDirectives,
): unknown {
  if (Array.isArray(patch) || (patch === undefined && Array.isArray(target))) {
    return mergeList(
      schema,
      target,
      (patch as unknown[] | undefined) ?? [],
      directives,
      patch === undefined,
    );
  }
  if (isObject(patch)) {
    const isReplace =
      strategies(schema).includes('replace') && patch[PATCH] === undefined;
    if (isReplace) {
      return patch;
    }
    return mergeMap(schema, isObject(target) ? target : {}, patch, false);
  }
  return patch;
}

function mergeList(
  schema: Schema | undefined,
  target: unknown,
  patch: unknown[],
  { order, deletions }: ListDirectives,
  onlyDirectives: boolean,
): unknown[] {
  const current = Array.isArray(target) ? target : [];
  if (!strategies(schema).includes('merge')) {
    return onlyDirectives
      ? current
      : patch.filter(item => !isObject(item) || item[PATCH] === undefined);
  }
  const key = schema?.patchMergeKey;
  const merged = key
    ? mergeKeyed(schema, key, current, patch)
    : mergePrimitives(current, patch, deletions ?? []);
  return order ? inOrder(merged, order, key) : merged;
}

function mergePrimitives(
  current: unknown[],
  patch: unknown[],
  deletions: unknown[],
): unknown[] {
  const kept = current.filter(
    item => !deletions.some(gone => deepEqual(gone, item)),
  );
  const added = patch.filter(
    item => !kept.some(known => deepEqual(known, item)),
  );
  return [...kept, ...added];
}

function mergeKeyed(
  schema: Schema,
  key: string,
  current: unknown[],
  patch: unknown[],
): unknown[] {
  const isReplace = patch.some(
    item => isObject(item) && item[PATCH] === 'replace',
  );
  if (isReplace) {
    return patch
      .filter(item => !(isObject(item) && item[PATCH] === 'replace'))
      .map(withoutNulls);
  }
  let out = [...current];
  for (const item of patch) {
    if (!isObject(item) || item[key] === undefined) {
      throw badRequest(
        `map: ${JSON.stringify(
          item,
        )} does not contain declared merge key: ${key}`,
      );
    }
    const same = (other: unknown) =>
      isObject(other) && deepEqual(other[key], item[key]);
    if (item[PATCH] === 'delete') {
      out = out.filter(other => !same(other));
      continue;
    }
    const index = out.findIndex(same);
    if (index >= 0) {
      out[index] = mergeMap(
        schema.items,
        out[index] as JsonObject,
        item,
        false,
      );
    } else {
      out.push(withoutNulls(withoutDirectives(item)));
    }
  }
  return out;
}

/** Items named in `order` come in that order; others keep their place relative to their neighbours. */
function inOrder(
  items: unknown[],
  order: unknown[],
  key: string | undefined,
): unknown[] {
  const rank = (item: unknown) =>
    order.findIndex(wanted => {
      if (!key) {
        return deepEqual(wanted, item);
      }
      return (
        isObject(wanted) && isObject(item) && deepEqual(wanted[key], item[key])
      );
    });
  const named = items
    .filter(item => rank(item) >= 0)
    .sort((a, b) => rank(a) - rank(b));
  const out: unknown[] = [];
  let next = 0;
  for (const item of items) {
    if (rank(item) >= 0) {
      out.push(named[next]);
      next += 1;
    } else {
      out.push(item);
    }
  }
  return out;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(patch).filter(([key]) => !key.startsWith('$')),
  );
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
