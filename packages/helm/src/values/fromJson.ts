import { decodeJson, type GoValue } from '@backstage-gitops/go-template';

/**
 * A JSON text as values: numbers are float64, objects are tables.
 * @throws GoError - not JSON, or a number beyond a float64
 */
export function fromJson(text: string): GoValue {
  return decodeJson(text);
}

/** A plain JavaScript value (of JSON's types) as a Go value. */
export function toGoValue(value: unknown): GoValue {
  if (Array.isArray(value)) {
    return value.map(toGoValue);
  }
  if (typeof value === 'object' && value !== null) {
    return new Map(
      Object.entries(value).map(([key, child]) => [key, toGoValue(child)]),
    );
  }
  // Helm reads every number as a float, also one beyond 2^53.
  return typeof value === 'bigint' ? Number(value) : (value as GoValue);
}
