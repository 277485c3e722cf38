import type { GitOpsObject } from '@backstage-gitops/plugin-gitops-common';

/** By what a list is filtered; empty texts filter nothing. */
export interface Filters {
  readonly cluster: string;
  readonly state: string;
  readonly search: string;
}

/**
 * The objects that the filters let through.
 * @param sentenceOf - words the state of an object, which is searched too
 */
export function filterObjects(
  objects: readonly GitOpsObject[],
  { cluster, state, search }: Filters,
  sentenceOf: (object: GitOpsObject) => string,
): GitOpsObject[] {
  const text = search.trim().toLowerCase();
  return objects.filter(
    object =>
      (!cluster || object.ref.cluster === cluster) &&
      (!state || object.state === state) &&
      (!text || searchable(object, sentenceOf).includes(text)),
  );
}

function searchable(
  object: GitOpsObject,
  sentenceOf: (object: GitOpsObject) => string,
): string {
  const { ref, revision } = object;
  return [
    ref.kind,
    `${ref.namespace}/${ref.name}`,
    ref.cluster,
    sentenceOf(object),
    revision?.applied?.raw,
    revision?.stored?.raw,
  ]
    .join(' ')
    .toLowerCase();
}
