import { marshal, type YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import { toValue, type JsonValue } from './toValue';

/**
 * Writes an object as kustomize does: keys sorted, without comments, in the
 * style of sigs.k8s.io/yaml.
 * @throws KustomizeError - unwritable-resource
 */
export function toYaml(node: YamlNode): string {
  const value = toValue(node);
  requireWritable(value);
  return marshal(value);
}

// Characters that JSON holds as they are and that YAML 1.1 does not allow.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

function requireWritable(value: JsonValue): void {
  if (typeof value === 'string') {
    if (FORBIDDEN.test(value)) {
      throw new KustomizeError(
        'unwritable-resource',
        'yaml: control characters are not allowed',
      );
    }
  } else if (Array.isArray(value)) {
    value.forEach(requireWritable);
  } else if (typeof value === 'object' && value !== null) {
    for (const key in value) {
      if (Object.hasOwn(value, key)) {
        requireWritable(key);
        requireWritable(value[key]);
      }
    }
  }
}
