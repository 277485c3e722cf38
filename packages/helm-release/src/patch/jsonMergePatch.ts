import { createMergePatch } from '@backstage-gitops/kube';
import { isFields, type Fields } from './json';

/** The JSON merge patch (RFC 7386) from one manifest to the next. */
export function createJsonMergePatch(before: Fields, after: Fields): Fields {
  return createMergePatch(before, after) ?? {};
}

/**
 * A JSON merge patch that adds and changes what the live object lacks and
 * removes what the former manifest had.
 * @throws Error - apiVersion, kind or name would change
 * @see k8s.io/apimachinery/pkg/util/jsonmergepatch
 */
export function createThreeWayJsonPatch(
  original: Fields,
  target: Fields,
  live: Fields,
): Fields {
  const added = select(createJsonMergePatch(live, target), false);
  const removed = select(createJsonMergePatch(original, target), true);
  const patch = unite(removed, added);
  const metadata = isFields(patch.metadata) ? patch.metadata : {};
  if ('apiVersion' in patch || 'kind' in patch || 'name' in metadata) {
    throw new Error(
      `precondition failed for: ${JSON.stringify(
        patch,
      )}: at least one field was changed: apiVersion, kind or name`,
    );
  }
  return patch;
}

/** The removals of a patch, or all but them; empty parts are left out. */
function select(patch: Fields, isRemoval: boolean): Fields {
  const selected: Fields = {};
  for (const [key, value] of Object.entries(patch)) {
    if (isFields(value)) {
      const part = select(value, isRemoval);
      if (Object.keys(part).length > 0) selected[key] = part;
    } else if ((value === null) === isRemoval) {
      selected[key] = value;
    }
  }
  return selected;
}

function unite(a: Fields, b: Fields): Fields {
  const united: Fields = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = united[key];
    united[key] =
      isFields(other) && isFields(value) ? unite(other, value) : value;
  }
  return united;
}
