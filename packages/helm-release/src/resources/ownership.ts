import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import type { ReleaseName } from '../actions/types';
import type { Resource } from './resource';

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const HELM = 'Helm';
const RELEASE_NAME = 'meta.helm.sh/release-name';
const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace';

/** The same objects with the label and annotations that name their release. */
export function setOwnership(
  resources: readonly Resource[],
  release: ReleaseName,
): Resource[] {
  return resources.map(resource => ({
    ...resource,
    object: withOwner(resource.object, release),
  }));
}

function withOwner(
  object: UnstructuredObject,
  { name, namespace }: ReleaseName,
): UnstructuredObject {
  const labels = { ...texts(object.metadata.labels), [MANAGED_BY]: HELM };
  const annotations = {
    ...texts(object.metadata.annotations),
    [RELEASE_NAME]: name,
    [RELEASE_NAMESPACE]: namespace,
  };
  return { ...object, metadata: { ...object.metadata, labels, annotations } };
}

/** Helm reads labels of which one is no text as none at all; null is empty. */
function texts(values: unknown): Record<string, string> {
  if (typeof values !== 'object' || values === null) return {};
  const entries = Object.entries(values).map(
    ([key, value]: [string, unknown]) => [key, value ?? ''] as const,
  );
  return entries.every(([, value]) => typeof value === 'string')
    ? (Object.fromEntries(entries) as Record<string, string>)
    : {};
}

/** What keeps a live object from being a release's own; undefined where nothing does. */
export function ownershipProblem(
  { metadata }: KubeObject,
  { name, namespace }: ReleaseName,
): string | undefined {
  const problems = [
    ['label', MANAGED_BY, metadata.labels?.[MANAGED_BY], HELM],
    ['annotation', RELEASE_NAME, metadata.annotations?.[RELEASE_NAME], name],
    [
      'annotation',
      RELEASE_NAMESPACE,
      metadata.annotations?.[RELEASE_NAMESPACE],
      namespace,
    ],
  ] as const;
  const texts1 = problems
    .filter(([, , actual, wanted]) => actual !== wanted)
    .map(([what, key, actual, wanted]) =>
      actual === undefined
        ? `${what} validation error: missing key "${key}": must be set to "${wanted}"`
        : `${what} validation error: key "${key}" must equal "${wanted}": current value is "${actual}"`,
    );
  return texts1.length === 0
    ? undefined
    : `invalid ownership metadata; ${texts1.join('; ')}`;
}
