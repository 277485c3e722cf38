import type { SchemaSet } from '../openapi/schema';
import { ALLOW_KIND_CHANGE, ALLOW_NAME_CHANGE } from '../resources/annotations';
import { copyMetadata, type ResourceMap } from '../resources/resourceMap';
import type { Resource } from '../resources/resource';
import { apiVersionOf } from '../resources/resourceId';
import { strategicMerge } from '../merge/strategicMerge';

/**
 * Merges a patch into one object, which keeps its name, kind and namespace
 * unless the patch may change them. An object that the patch deletes becomes
 * empty.
 */
export function patchResource(
  target: Resource,
  patch: Resource,
  schemas: SchemaSet,
): void {
  const { name, namespace, kind } = target;
  const mayRename = patch.isEnabled(ALLOW_NAME_CHANGE);
  const mayChangeKind = patch.isEnabled(ALLOW_KIND_CHANGE);
  if (mayRename || mayChangeKind) target.rememberId();
  const merged = strategicMerge(patch.node, target.node, schemas);
  if (merged === undefined) {
    target.root = undefined;
    target.touch();
    return;
  }
  target.touch();
  if (target.isEmpty) return;
  if (!mayChangeKind) target.setKind(kind);
  if (!mayRename) target.setName(name);
  target.setNamespace(namespace);
}

/** Merges copies of a patch into all `targets`, which may be of any kind and name. */
export function patchSelected(
  map: ResourceMap,
  targets: ReadonlySet<Resource>,
  patch: Resource,
  schemas: SchemaSet,
): void {
  for (const resource of map.resources) {
    if (!targets.has(resource)) continue;
    const copy = patch.copy();
    copyMetadata(copy, patch);
    copy.setKind(resource.kind);
    copy.setApiVersion(apiVersionOf(resource.currentId));
    copy.setKind(patch.kind);
    patchResource(resource, copy, schemas);
  }
  const rest = map.resources.filter(resource => !resource.isEmpty);
  map.clear();
  map.appendAll(rest);
}
