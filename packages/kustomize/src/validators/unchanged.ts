import { KustomizeError } from '../errors';
import { goJson } from '../generators/contentHash';
import type { Resource } from '../resources/resource';
import { describeId, idKey } from '../resources/resourceId';
import type { ResourceMap } from '../resources/resourceMap';
import { asObject } from '../openapi/parseDocument';
import type { Transformer } from '../transformers/transformer';

/** The one label that a validator may add. */
const VALIDATED_BY = 'validated-by';

/**
 * Runs a transformer as validator: it may fail, but not change anything.
 * @throws KustomizeError - as the transformer, or invalid-config when an object changed
 */
export function runValidator(map: ResourceMap, transform: Transformer): void {
  const before = snapshot(map.resources);
  transform(map);
  const after = snapshot(map.resources);
  const changed =
    before.size !== after.size ||
    [...before].some(([key, text]) => after.get(key) !== text);
  if (changed) {
    const names = map.resources
      .filter(
        resource =>
          before.get(idKey(resource.currentId)) !== contentOf(resource),
      )
      .map(resource => describeId(resource.currentId));
    throw new KustomizeError(
      'invalid-config',
      `validator shouldn't modify the resource map: ${
        names.join(', ') || 'objects were removed'
      }`,
    );
  }
}

function snapshot(resources: readonly Resource[]): Map<string, string> {
  return new Map(
    resources.map(resource => [idKey(resource.currentId), contentOf(resource)]),
  );
}

function contentOf(resource: Resource): string {
  const value = resource.value();
  const labels = asObject(asObject(asObject(value)?.metadata)?.labels);
  if (labels !== undefined) delete labels[VALIDATED_BY];
  return goJson(value);
}
