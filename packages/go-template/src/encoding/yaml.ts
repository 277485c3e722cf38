import * as goYaml from '@backstage-gitops/go-yaml';
import { GoError } from '../errors';
import type { GoValue } from '../values/goValue';
import { plainValue } from './plainValue';

const yaml = goYaml as unknown as {
  marshal?: (value: unknown) => string;
  decode?: (text: string, options: object) => unknown;
};

function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/**
 * YAML as sigs.k8s.io/yaml writes it, without the last line break.
 * @throws GoError - a value that JSON can't hold
 */
export function encodeYaml(value: GoValue): string {
  if (!yaml.marshal) {
    throw new GoError('go-yaml has no marshal yet');
  }
  return withoutLastBreak(yaml.marshal(plainValue(value)));
}

export function encodeYamlPretty(value: GoValue): string {
  return encodeYaml(value);
}

/**
 * Reads YAML as sigs.k8s.io/yaml does: through JSON, so that every number is a float64.
 * @throws GoError - invalid YAML
 */
export function decodeYaml(text: string): GoValue {
  if (!yaml.decode) {
    throw new GoError('go-yaml has no decode yet');
  }
  return yaml.decode(text, { dialect: 'sigs' }) as GoValue;
}
