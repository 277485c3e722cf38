import { createNode, type YamlNode } from '@backstage-gitops/go-yaml';
import type { Schema } from '../openapi/schema';
import { matchElement } from '../resources/lookup';
import {
  getField,
  isMissingOrNull,
  mapField,
  scalarNode,
  setEntry,
} from '../resources/tree';
import { elementValues, setElement } from './elements';
import type { MergeNode, MergePlace } from './mergePlace';

/**
 * Merges two lists item by item. Items are the same when the values of their
 * merge keys are; a list of scalars is a set. `target` may be `patch` itself,
 * when there was nothing to merge into.
 * @param mergeNode - merges two items that are the same
 */
export function mergeAssociativeList(
  target: YamlNode,
  patch: YamlNode | undefined,
  place: MergePlace,
  mergeNode: MergeNode,
): YamlNode | undefined {
  const keys = place.schema?.keys ?? [];
  const sources =
    place.direction === 'prepend' ? [patch, target] : [target, patch];
  const values =
    keys.length > 0 ? itemValues(sources, keys) : scalarValues(sources);
  return mergeItems(target, patch, {
    place,
    keys: keys.length > 0 ? keys : [''],
    values,
    mergeNode,
  });
}

interface Items {
  readonly place: MergePlace;
  readonly keys: readonly string[];
  /** Key values of every item, each combination once, in the order of output. */
  readonly values: string[][];
  readonly mergeNode: MergeNode;
}

function itemValues(
  sources: readonly (YamlNode | undefined)[],
  keys: readonly string[],
): string[][] {
  return unique(
    sources.flatMap(source =>
      source === undefined ? [] : elementValues(source, keys),
    ),
  );
}

function scalarValues(sources: readonly (YamlNode | undefined)[]): string[][] {
  return unique(
    sources.flatMap(source => source?.content.map(item => [item.value]) ?? []),
  );
}

function unique(lists: readonly string[][]): string[][] {
  const seen = new Map<string, string[]>();
  for (const list of lists) {
    const key = JSON.stringify(list);
    if (!seen.has(key)) seen.set(key, list);
  }
  return [...seen.values()];
}

function mergeItems(
  target: YamlNode,
  patch: YamlNode | undefined,
  { place, keys, values, mergeNode }: Items,
): YamlNode | undefined {
  if (values.length === 0) return isMissingOrNull(target) ? undefined : target;
  const added = createNode('sequence');
  if (keys.length > 1) completePartialValues(values);
  let used: UsedKeys = { keys, values: [] };
  for (const itemValue of values) {
    used = usedKeys(values, itemValue, keys);
    const value = mergeNode(
      findItem(target, used),
      patch && findItem(patch, used),
      { ...place, schema: itemSchema(place) },
    ).node;
    if (isMissingOrNull(value) || isEmptyMap(value)) {
      setElement(target, undefined, used.keys, used.values);
      continue;
    }
    ensureKeys(value, used);
    setElement(added, value, used.keys, used.values);
  }
  const merged =
    place.direction === 'prepend'
      ? appendItems(added, target, used.keys)
      : appendItems(target, added, used.keys);
  return isMissingOrNull(merged) ? undefined : merged;
}

function isEmptyMap(node: YamlNode): boolean {
  return node.kind === 'mapping' && node.content.length === 0;
}

function itemSchema({ schema, schemas }: MergePlace): Schema | undefined {
  return schema && schemas.items(schema);
}

function ensureKeys(value: YamlNode, used: UsedKeys): void {
  used.keys.forEach((key, i) => {
    const text = used.values[i] ?? '';
    if (text === '' || mapField(value, key) !== undefined) return;
    setEntry(value, key, scalarNode(text));
  });
}

interface UsedKeys {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** The keys that any item has at all, and this item's values for them. */
function usedKeys(
  all: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): UsedKeys {
  const present = new Set<string>();
  for (const list of all) {
    list.forEach((value, i) => {
      if (value !== '') present.add(keys[i]);
    });
  }
  if (present.size === 0) return { keys, values };
  return {
    keys: keys.filter(key => present.has(key)),
    values: values.filter((value, i) => value !== '' || present.has(keys[i])),
  };
}

function findItem(sequence: YamlNode, item: UsedKeys): YamlNode | undefined {
  if (sequence.kind !== 'sequence') return undefined;
  const { keys, values } = usedKeys([item.values], item.values, item.keys);
  return matchElement(sequence, keys, values.length === 0 ? [''] : values);
}

/** Items that name some of the merge keys are those that name them all. */
function completePartialValues(lists: string[][]): void {
  for (let i = 0; i < lists.length; i++) {
    const own = lists[i];
    for (let j = 0; j < lists.length; j++) {
      const joined = joinValues(own, lists[j]);
      if (joined !== undefined) {
        lists[i] = joined;
        lists[j] = joined;
      }
    }
  }
}

function joinValues(
  a: readonly string[],
  b: readonly string[],
): string[] | undefined {
  if (a.length !== b.length) return undefined;
  let common = false;
  const joined: string[] = [];
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) {
      common = true;
      joined.push(a[i]);
    } else if (a[i] !== '' && b[i] !== '') {
      return undefined;
    } else {
      joined.push(a[i] === '' ? b[i] : a[i]);
    }
  }
  return common ? joined : undefined;
}

/** Adds the items of `source` to `target`, each in the place of its equal if there is one. */
function appendItems(
  target: YamlNode,
  source: YamlNode,
  keys: readonly string[],
): YamlNode {
  for (const item of source.content.slice()) {
    if (keys.length === 0 || keys[0] === '') {
      setElement(target, item, [''], [item.value]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = getField(item, key);
      if (value === undefined) target.content.push(item);
      else values.push(value.value);
    }
    if (keys.length > 1) setElement(target, undefined, keys, values);
    setElement(target, item, keys, values);
  }
  return target;
}
