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
 * @param options - `strict` refuses keys that occur twice
 * @throws YamlError - worded as sigs.k8s.io/yaml words it
 */
export function readYaml(
  text: string,
  integers: 'json' | 'exact',
  options: { readonly strict?: boolean } = {},
): YamlValue {
  return decode(text, {
    ...options,
    dialect: 'sigs',
    mapping: 'map',
    int: integers === 'json' ? Number : BigInt,
    float: value => value,
  }) as YamlValue;
}

/** The value of a JSON text; undefined when it is none. */
export function readJson(text: string): { value: YamlValue } | undefined {
  if (!/^[ \t\r\n]*[[{"\d\-tfn]/.test(text)) {
    return undefined;
  }
  try {
    return { value: toMaps(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

function toMaps(value: unknown): YamlValue {
  if (Array.isArray(value)) {
    return value.map(toMaps);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return new Map(entries.map(([key, item]) => [key, toMaps(item)]));
  }
  return value as YamlValue;
}
