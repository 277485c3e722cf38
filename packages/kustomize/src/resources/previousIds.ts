import { KustomizeError } from '../errors';
import * as anno from './annotations';
import { resourceId, type ResourceId } from './resourceId';

/**
 * The identities that an object had, oldest first, from its annotations.
 * @throws KustomizeError - invalid-resource, for annotations that kustomize cannot have written
 */
export function previousIds(
  annotations: ReadonlyMap<string, string>,
  gvk: { group: string; version: string },
): readonly ResourceId[] {
  const list = (annotation: string) =>
    (annotations.get(annotation) ?? '').split(',');
  if (!annotations.has(anno.PREVIOUS_NAMES)) return [];
  const names = list(anno.PREVIOUS_NAMES);
  const namespaces = list(anno.PREVIOUS_NAMESPACES);
  const kinds = list(anno.PREVIOUS_KINDS);
  if (names.length !== namespaces.length || names.length !== kinds.length) {
    throw new KustomizeError(
      'invalid-resource',
      `the annotations ${anno.PREVIOUS_NAMES}, ${anno.PREVIOUS_NAMESPACES} and ${anno.PREVIOUS_KINDS} must list equally many: remove them, they belong to a build`,
    );
  }
  return names.map((name, i) =>
    resourceId({ ...gvk, kind: kinds[i] }, name, namespaces[i]),
  );
}

/** The oldest of the identities that {@link previousIds} gives, from valid annotations. */
export function firstId(
  annotations: Readonly<Record<string, string>>,
  gvk: { group: string; version: string },
): ResourceId | undefined {
  const first = (annotation: string) => {
    const text = annotations[annotation] ?? '';
    const comma = text.indexOf(',');
    return comma < 0 ? text : text.slice(0, comma);
  };
  if (annotations[anno.PREVIOUS_NAMES] === undefined) return undefined;
  return resourceId(
    { ...gvk, kind: first(anno.PREVIOUS_KINDS) },
    first(anno.PREVIOUS_NAMES),
    first(anno.PREVIOUS_NAMESPACES),
  );
}
