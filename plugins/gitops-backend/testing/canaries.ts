import { gunzipSync } from 'node:zlib';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';

/** Occurs in every secret of the tests, and nowhere else. */
export const CANARY = 'c4n4ry';

type OpenApi = KindDefinition['spec']['openapi'];

/** Where a text is in a spec: `patches.patch`, `postBuild.substitute.*`. */
type Path = string;

/**
 * A value with everything that a schema allows, also fields that it does not
 * know; `textAt` gives the texts.
 */
export function fill(
  schema: OpenApi | undefined,
  textAt: (path: Path) => string,
  path: Path = '',
): unknown {
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  switch (schema?.type) {
    case 'string':
      return schema.enum?.[0] ?? textAt(path);
    case 'boolean':
      return true;
    case 'integer':
      return 1;
    case 'array':
      return [fill(schema.items, textAt, path)];
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, field]) => [name, fill(field, textAt, below(name))],
      );
      const more = schema.additionalProperties
        ? [['key', fill(schema.additionalProperties, textAt, below('*'))]]
        : [['unknown', { deep: [textAt(below('unknown'))] }]];
      return Object.fromEntries([...fields, ...more]);
    }
    default:
      return { any: textAt(below('*')) };
  }
}

/** Whether a text holds the canary, also in base64, compressed or in a URL. */
export function holdsCanary(text: string): boolean {
  if (text.includes(CANARY)) return true;
  const tokens = text.match(/[\w+/%-]{8,}={0,2}/g) ?? [];
  return tokens.some(token =>
    [0, 1, 2, 3].some(from => {
      const bytes = Buffer.from(token.slice(from), 'base64');
      const unpacked = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
      return unpacked.toString('latin1').includes(CANARY);
    }),
  );
}
