import { GoInt, type GoValue } from '@backstage-gitops/go-template';

/** The Go type of a value as `%T` prints it, e.g. `map[string]interface {}`. */
export function goTypeName(value: GoValue): string {
  if (value === null || value === undefined) {
    return 'nil';
  }
  if (Array.isArray(value)) {
    return '[]interface {}';
  }
  if (value instanceof Map) {
    return 'map[string]interface {}';
  }
  if (value instanceof GoInt) {
    return value.type.name;
  }
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    default:
      return 'string';
  }
}
