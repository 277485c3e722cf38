import { KustomizeError } from '../errors';
import type { ReplicaSettings } from '../load/kustomizationTypes';
import { describeGvk, isSelected } from '../resources/resourceId';
import { scalarNode, setScalar } from '../resources/tree';
import { applyFieldSpec, type FieldSpec } from './fieldSpec';
import type { Transformer } from './transformer';

/**
 * Sets the replica count of the workload that has or had the given name.
 * @throws KustomizeError - invalid-config, when no object fits
 */
export function replicaTransformer(
  { name = '', count = 0 }: ReplicaSettings,
  fieldSpecs: readonly FieldSpec[],
): Transformer {
  return map => {
    let found = false;
    for (const spec of fieldSpecs) {
      const matches = map.matchingAnyId(
        id => id.name === name && isSelected(id, spec),
      );
      for (const resource of matches) {
        found = true;
        applyFieldSpec(resource.node, spec, {
          set: field => setScalar(field, scalarNode(String(count), '!!int')),
          createKind: 'scalar',
          createTag: '!!int',
        });
        resource.touch();
      }
    }
    if (!found) {
      throw new KustomizeError(
        'invalid-config',
        `resource with name ${name} does not match a config with the following GVK [${fieldSpecs
          .map(describeGvk)
          .join(' ')}]`,
      );
    }
  };
}
