import { equalJson } from '@backstage-gitops/kube';
import { goText, isFields, type Fields } from './json';
import type { FieldSchema } from './patchSchema';
import type { diffFields, DiffOptions } from './strategicDiff';

/** How a merged list differs. */
interface ListDiff {
  /** Items to add or change, then directives that delete items. */
  readonly items: readonly unknown[];
  /** Scalars that are gone. */
  readonly removed: readonly unknown[];
  /** The new order, where anything differs. */
  readonly order: readonly unknown[];
}

const NO_DIFFERENCE: ListDiff = { items: [], removed: [], order: [] };

/**
 * Compares lists that the server merges.
 * @param diffItems - compares two objects of the lists
 * @throws Error - an item without its merge key
 * @see k8s.io/apimachinery/pkg/util/strategicpatch, diffLists
 */
export function diffLists(
  from: readonly unknown[],
  to: readonly unknown[],
  field: FieldSchema,
  options: DiffOptions,
  diffItems: typeof diffFields,
): ListDiff {
  if (from.length === 0) {
    return options.shows === 'deletions'
      ? NO_DIFFERENCE
      : { ...NO_DIFFERENCE, items: to };
  }
  const isOfObjects = [...from, ...to].some(isFields);
  return isOfObjects
    ? diffObjects(
        from.map(item => requireKey(item, field.mergeKey)),
        to.map(item => requireKey(item, field.mergeKey)),
        field,
        (before, after) => diffItems(before, after, field.schema, options),
        options,
      )
    : diffScalars(from, to, options);
}

function requireKey(item: unknown, mergeKey: string): Fields {
  if (!isFields(item)) {
    throw new Error(
      `expected a map[string]interface {}, but received a ${typeof item}`,
    );
  }
  if (item[mergeKey] === undefined) {
    throw new Error(
      `map: ${goText(item)} does not contain declared merge key: ${mergeKey}`,
    );
  }
  return item;
}

function diffObjects(
  from: readonly Fields[],
  to: readonly Fields[],
  { mergeKey }: FieldSchema,
  diffItems: (before: Fields, after: Fields) => Fields,
  options: DiffOptions,
): ListDiff {
  const deletions: Fields[] = [];
  const changes = new Map<Fields, Fields>();
  for (const [before, after] of pair(from, to, mergeKey)) {
    if (before && after) {
      const part = diffItems(before, after);
      if (Object.keys(part).length > 0) {
        part[mergeKey] = after[mergeKey];
        changes.set(after, part);
      }
    } else if (after && options.shows === 'changes') {
      changes.set(after, after);
    } else if (before && options.shows === 'deletions') {
      deletions.push({ $patch: 'delete', [mergeKey]: before[mergeKey] });
    }
  }
  const changed = to.flatMap(item => changes.get(item) ?? []);
  const items = [...changed, ...deletions];
  const isReordered =
    options.shows === 'changes' &&
    (from.length !== to.length ||
      to.some((item, i) => !equalJson(item[mergeKey], from[i][mergeKey])));
  const order =
    items.length > 0 || isReordered
      ? to.map(item => ({ [mergeKey]: item[mergeKey] }))
      : [];
  return { items, removed: [], order };
}

/**
 * Items with equal keys, both lists sorted by them; the n-th of several equal
 * ones belongs to the n-th.
 */
function pair(
  from: readonly Fields[],
  to: readonly Fields[],
  mergeKey: string,
): [Fields | undefined, Fields | undefined][] {
  const sort = (items: readonly Fields[]) =>
    items
      .map(item => ({ key: goText(item[mergeKey]), item }))
      .sort((a, b) => compare(a.key, b.key));
  const [before, after] = [sort(from), sort(to)];
  const pairs: [Fields | undefined, Fields | undefined][] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const order =
      (i >= before.length && 1) ||
      (j >= after.length && -1) ||
      compare(before[i].key, after[j].key);
    pairs.push([
      order <= 0 ? before[i++].item : undefined,
      order >= 0 ? after[j++].item : undefined,
    ]);
  }
  return pairs;
}

function compare(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sortByText(values: readonly unknown[]): unknown[] {
  return [...values].sort((a, b) => compare(goText(a), goText(b)));
}

function diffScalars(
  from: readonly unknown[],
  to: readonly unknown[],
  { shows }: DiffOptions,
): ListDiff {
  const isIn = (list: readonly unknown[], value: unknown) =>
    list.some(item => goText(item) === goText(value));
  if (shows === 'deletions') {
    const removed = [...new Set(from)].filter(value => !isIn(to, value));
    return { items: [], removed, order: removed.length > 0 ? to : [] };
  }
  return {
    items: to.filter(value => !isIn(from, value)),
    removed: [],
    // Go sorts the former list in place before it compares.
    order: equalJson(sortByText(from), to) ? [] : to,
  };
}
