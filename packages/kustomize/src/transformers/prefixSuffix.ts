import type { Resource } from '../resources/resource';
import { isSelected } from '../resources/resourceId';
import { scalarNode, setScalar } from '../resources/tree';
import { applyFieldSpec, type FieldSpec } from './fieldSpec';
import type { Transformer } from './transformer';

const NEVER_RENAMED = [
  { kind: 'CustomResourceDefinition', group: '', version: '' },
  { kind: 'APIService', group: 'apiregistration.k8s.io', version: '' },
  { kind: 'Namespace', group: '', version: '' },
];

/** Puts `prefix` before names; the old names are remembered for references. */
export function prefixTransformer(
  prefix: string,
  fieldSpecs: readonly FieldSpec[],
): Transformer {
  return renamer(prefix, fieldSpecs, {
    remember: resource => resource.addPrefix(prefix),
    rename: name => prefix + name,
  });
}

/** Puts `suffix` behind names; the old names are remembered for references. */
export function suffixTransformer(
  suffix: string,
  fieldSpecs: readonly FieldSpec[],
): Transformer {
  return renamer(suffix, fieldSpecs, {
    remember: resource => resource.addSuffix(suffix),
    rename: name => name + suffix,
  });
}

function renamer(
  affix: string,
  fieldSpecs: readonly FieldSpec[],
  {
    remember,
    rename,
  }: {
    remember: (resource: Resource) => void;
    rename: (name: string) => string;
  },
): Transformer {
  return map => {
    for (const resource of map.resources) {
      const id = resource.originalId;
      if (NEVER_RENAMED.some(kind => isSelected(id, kind))) continue;
      for (const spec of fieldSpecs) {
        if (!isSelected(id, spec)) continue;
        if (spec.path === 'metadata/name') {
          remember(resource);
          if (affix !== '') resource.rememberId();
        }
        applyFieldSpec(resource.node, spec, {
          set: field => setScalar(field, scalarNode(rename(field.value))),
          createKind: 'scalar',
          createTag: '!!str',
        });
        resource.touch();
      }
    }
  };
}
