import type { Resource } from '../resources/resource';
import { scalarNode, setEntry } from '../resources/tree';
import { applyFieldSpecs, type FieldSpec } from './fieldSpec';
import type { Transformer } from './transformer';

/**
 * Writes labels or annotations to the mappings that `fieldSpecs` name. The
 * value of one key is one node in all mappings of an object, so that a later
 * change in one place is a change in all of them, as in kustomize.
 */
export function mapEntriesTransformer(
  entries: ReadonlyMap<string, string>,
  fieldSpecs: readonly FieldSpec[],
): Transformer {
  const keys = [...entries.keys()].sort();
  return map => {
    if (keys.length === 0) return;
    for (const resource of map.resources) {
      setEntries(resource, keys, entries, fieldSpecs);
    }
  };
}

function setEntries(
  resource: Resource,
  keys: readonly string[],
  entries: ReadonlyMap<string, string>,
  fieldSpecs: readonly FieldSpec[],
): void {
  for (const key of keys) {
    const value = scalarNode(entries.get(key)!, '!!str');
    applyFieldSpecs(resource.node, fieldSpecs, {
      set: field => setEntry(field, key, value),
      createKind: 'mapping',
      createTag: '!!map',
    });
  }
  resource.touch();
}
