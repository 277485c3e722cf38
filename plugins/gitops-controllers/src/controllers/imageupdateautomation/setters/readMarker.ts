import type { YamlNode } from '@backstage-gitops/go-yaml';
import type { Setters } from './types';

/** A file without it has no markers, and is not read as YAML. */
export const MARKER_TOKEN = '"$imagepolicy"';
const KEY = '$imagepolicy';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a comment that is a JSON object of texts; undefined for any other. */
function readComment(comment: string): string | undefined {
  try {
    const value: unknown = JSON.parse(comment.replace(/^#+/, ''));
    if (!isObject(value)) return undefined;
    const isMarker = Object.values(value).every(
      text => typeof text === 'string' || text === null,
    );
    const name = isMarker && Object.hasOwn(value, KEY) ? value[KEY] : undefined;
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The setter that the comment behind a value names, or the one above it where
 * there is none behind: `# {"$imagepolicy": "apps:podinfo:tag"}`.
 * @returns undefined for none, and for one that no policy has
 * @see kustomize kyaml, fieldmeta
 */
export function readMarker(
  { lineComment, headComment }: YamlNode,
  setters: Setters,
): string | undefined {
  const comment = lineComment || headComment;
  const name = comment === '' ? undefined : readComment(comment);
  return name !== undefined && setters.has(name) ? name : undefined;
}
