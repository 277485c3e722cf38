import { decode, marshal, YamlError } from '@backstage-gitops/go-yaml';
import { GoError } from '../errors';
import type { GoValue } from '../values/goValue';
import { plainValue } from './plainValue';

function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function asGoError<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof YamlError
      ? new GoError(error.message, error)
      : error;
  }
}

/**
 * YAML as sigs.k8s.io/yaml writes it, without the last line break.
 * @throws GoError - a value that JSON can't hold
 */
export function encodeYaml(value: GoValue): string {
  return asGoError(() => withoutLastBreak(marshal(plainValue(value))));
}

/**
 * Reads YAML as sigs.k8s.io/yaml does: by way of JSON, so that every number
 * is a float64.
 * @throws GoError - invalid YAML, worded as sigs.k8s.io/yaml words it
 */
export function decodeYaml(text: string): GoValue {
  return asGoError(
    () =>
      decode(text, {
        dialect: 'sigs',
        int: Number,
        mapping: 'map',
      }) as GoValue,
  );
}
