import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import { metadataMap, setMetadataMap } from '../resources/metadata';
import type { Resource } from '../resources/resource';
import { describeId, idKey } from '../resources/resourceId';
import type { ResourceMap } from '../resources/resourceMap';
import { copyNode } from '../resources/tree';
import type { Transformer } from '../transformers/transformer';

/** The one label that a validator may add. */
const VALIDATED_BY = 'validated-by';

/**
 * Runs a transformer as validator: it may fail, but not touch anything. As in
 * kustomize a field that is written anew with its old value counts as touched.
 * @throws KustomizeError - as the transformer, or invalid-config when an object changed
 */
export function runValidator(map: ResourceMap, transform: Transformer): void {
  const before = snapshot(map.resources, resource => resource.node);
  transform(map);
  const after = snapshot(map.resources, withoutValidationLabel);
  const touched = map.resources
    .map(({ currentId }) => currentId)
    .filter(id => before.get(idKey(id)) !== after.get(idKey(id)));
  if (touched.length > 0 || before.size !== after.size) {
    throw new KustomizeError(
      'invalid-config',
      `validator shouldn't modify the resource map: ${
        touched.map(describeId).join(', ') || 'objects were removed'
      }`,
    );
  }
}

function snapshot(
  resources: readonly Resource[],
  nodeOf: (resource: Resource) => YamlNode,
): Map<string, string> {
  return new Map(
    resources.map(resource => [
      idKey(resource.currentId),
      JSON.stringify(nodeOf(resource)),
    ]),
  );
}

function withoutValidationLabel({ node }: Resource): YamlNode {
  const labels = metadataMap(node, 'labels');
  if (!labels.delete(VALIDATED_BY)) return node;
  const copy = copyNode(node);
  setMetadataMap(copy, 'labels', labels);
  return copy;
}
