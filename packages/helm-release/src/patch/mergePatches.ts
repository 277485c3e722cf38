import { equalJson } from '@backstage-gitops/kube';
import { emptyFields, isFields, type Fields } from './json';
import type { FieldSchema, PatchSchema } from './patchSchema';

/**
 * Joins what a patch deletes with what it changes into one strategic merge
 * patch. Where both speak of a scalar, the change counts.
 * @see k8s.io/apimachinery/pkg/util/strategicpatch, CreateThreeWayMergePatch
 */
export function mergePatches(
  deletions: Fields,
  changes: Fields,
  schema: PatchSchema,
): Fields {
  const merged: Fields = Object.assign(emptyFields(), deletions);
  for (const [key, change] of Object.entries(changes)) {
    const deletion = merged[key];
    const field = schema.field(key);
    if (isFields(deletion) && isFields(change)) {
      merged[key] = mergePatches(deletion, change, field.schema);
    } else if (
      Array.isArray(deletion) &&
      Array.isArray(change) &&
      field.strategy === 'merge'
    ) {
      const order = changes[`$setElementOrder/${key}`];
      merged[key] = mergeItems(deletion, change, field, order);
    } else {
      merged[key] = change;
    }
  }
  return merged;
}

/** Items in the order of the new list, as the server wants them; deletions last. */
function mergeItems(
  deletions: readonly unknown[],
  changes: readonly unknown[],
  { mergeKey, schema }: FieldSchema,
  order: unknown,
): unknown[] {
  const keyOf = (item: unknown) => (isFields(item) ? item[mergeKey] : item);
  const isDeletion = (item: unknown) => isFields(item) && '$patch' in item;
  const rest = deletions.filter(item => !isDeletion(item));
  const merged = changes.map(change => {
    const index = rest.findIndex(item => equalJson(keyOf(item), keyOf(change)));
    if (index < 0 || !isFields(change)) return change;
    const [deletion] = rest.splice(index, 1);
    return mergePatches(deletion as Fields, change, schema);
  });
  const keys = Array.isArray(order) ? order.map(keyOf) : [];
  const place = (item: unknown) =>
    keys.findIndex(key => equalJson(key, keyOf(item)));
  return [
    ...[...merged, ...rest].sort((a, b) => place(a) - place(b)),
    ...deletions.filter(isDeletion),
  ];
}
