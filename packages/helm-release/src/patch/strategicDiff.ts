import { equalJson } from '@backstage-gitops/kube';
import { diffLists } from './strategicListDiff';
import { emptyFields, isFields, typeOf, type Fields } from './json';
import type { PatchSchema } from './patchSchema';

/** Which differences a patch shows. */
export interface DiffOptions {
  /** `changes`: what is new or other; `deletions`: what is gone. */
  readonly shows: 'changes' | 'deletions';
  /** The patch names the keys that stay. */
  readonly retainKeys: boolean;
}

/**
 * The strategic merge patch from one object to another, as far as the options
 * say.
 * @throws Error - an item of a merged list without its merge key
 * @see k8s.io/apimachinery/pkg/util/strategicpatch, diffMaps
 */
export function diffFields(
  from: Fields,
  to: Fields,
  schema: PatchSchema,
  options: DiffOptions,
): Fields {
  const patch = emptyFields();
  for (const [key, after] of Object.entries(to)) {
    if (after !== undefined)
      diffField(patch, { key, from, after }, schema, options);
  }
  if (options.shows === 'deletions') {
    for (const key of Object.keys(from)) {
      if (to[key] === undefined) patch[key] = null;
    }
  }
  addRetainedKeys(patch, from, to, options);
  return patch;
}

function diffField(
  patch: Fields,
  { key, from, after }: { key: string; from: Fields; after: unknown },
  schema: PatchSchema,
  options: DiffOptions,
): void {
  const before = Object.hasOwn(from, key) ? from[key] : undefined;
  const showsChanges = options.shows === 'changes';
  if (before === undefined || typeOf(before) !== typeOf(after)) {
    if (showsChanges) patch[key] = after;
    return;
  }
  if (isFields(before) && isFields(after)) {
    const { schema: below, strategy, retainKeys } = schema.field(key);
    if (strategy === 'replace') {
      if (showsChanges) patch[key] = after;
      return;
    }
    const part = diffFields(before, after, below, { ...options, retainKeys });
    if (Object.keys(part).length > 0) patch[key] = part;
    return;
  }
  const field = schema.field(key);
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    field.strategy === 'merge'
  ) {
    const { retainKeys } = field;
    const parts = diffLists(
      before,
      after,
      field,
      { ...options, retainKeys },
      diffFields,
    );
    if (parts.items.length > 0) patch[key] = parts.items;
    if (parts.removed.length > 0) {
      patch[`$deleteFromPrimitiveList/${key}`] = parts.removed;
    }
    if (parts.order.length > 0) {
      patch[`$setElementOrder/${key}`] = parts.order;
    }
    return;
  }
  if (showsChanges && !equalJson(before, after)) patch[key] = after;
}

function addRetainedKeys(
  patch: Fields,
  from: Fields,
  to: Fields,
  { retainKeys }: DiffOptions,
): void {
  if (!retainKeys) return;
  const kept = Object.keys(to).filter(key => (to[key] ?? null) !== null);
  const hasMore = Object.keys(from).some(key => to[key] === undefined);
  if (kept.length > 0 && (Object.keys(patch).length > 0 || hasMore)) {
    patch.$retainKeys = kept.sort();
  }
}
