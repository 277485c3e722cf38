import { decodeInto, type Shape } from '../yaml/decodeInto';

/** What Helm reads of a rendered document. */
export interface ManifestHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: ReadonlyMap<string, string>;
}

const HEAD: Shape = {
  struct: 'SimpleHead',
  goType: 'util.SimpleHead',
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: {
      struct: '',
      goType:
        'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
      fields: { name: 'string', annotations: { map: 'string' } },
    },
  },
};

const NO_ANNOTATIONS: ReadonlyMap<string, string> = new Map();

/**
 * Reads a document's type, name and annotations.
 * @throws an error worded as sigs.k8s.io/yaml words it: not YAML, or a field of another type
 */
export function readManifestHead(content: string): ManifestHead {
  const decoded = asMap(decodeInto(content, HEAD));
  const metadata = asMap(decoded.get('metadata'));
  return {
    apiVersion: asText(decoded.get('apiVersion')),
    kind: asText(decoded.get('kind')),
    name: asText(metadata.get('name')),
    annotations:
      (metadata.get('annotations') as Map<string, string> | null | undefined) ??
      NO_ANNOTATIONS,
  };
}

function asMap(value: unknown): ReadonlyMap<string, unknown> {
  return value instanceof Map ? value : new Map();
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
