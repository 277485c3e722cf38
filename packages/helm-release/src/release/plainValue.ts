import {
  GoInt,
  GoNamedString,
  type GoValue,
} from '@backstage-gitops/go-template';

const MIN_INT64 = -(2 ** 63);
const END_OF_UINT64 = 2 ** 64;

/**
 * A value as YAML's writer takes it. A float64 that holds an integer is
 * written as that integer, with all its digits.
 * @see sigs.k8s.io/yaml, JSONObjectToYAMLObject
 */
export function plainValue(value: GoValue): unknown {
  if (typeof value === 'number') {
    const isInteger =
      Number.isInteger(value) && value >= MIN_INT64 && value < END_OF_UINT64;
    return isInteger ? BigInt(value) : value;
  }
  if (value instanceof GoInt) {
    return value.value;
  }
  if (value instanceof GoNamedString) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  return value instanceof Map
    ? new Map(
        [...(value as Map<string, GoValue>)].map(([key, item]) => [
          key,
          plainValue(item),
        ]),
      )
    : value;
}
