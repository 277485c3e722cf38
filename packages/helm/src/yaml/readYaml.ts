import { decode } from '@backstage-gitops/go-yaml';

/** A decoded YAML value; mappings keep the order of the document. */
export type YamlValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | YamlValue[]
  | Map<string, YamlValue>;

/**
 * The first document of a text, read as sigs.k8s.io/yaml reads it.
 * @param integers - `json`: whole numbers are floats as in Go's JSON;
 *   `exact`: they are bigint, so that text can be made of them
 * @throws YamlError - worded as sigs.k8s.io/yaml words it
 */
export function readYaml(text: string, integers: 'json' | 'exact'): YamlValue {
  return decode(text, {
    dialect: 'sigs',
    mapping: 'map',
    int: integers === 'json' ? Number : BigInt,
    float: value => value,
  }) as YamlValue;
}
