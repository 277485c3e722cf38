/** The kind of a decoded value as Go's JSON errors name it. */
export function goTypeOfYaml(value: unknown): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  if (value instanceof Map) {
    return 'object';
  }
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
      return 'number';
  }
}
