import {
  gitRepositoryKind,
  type DeliveryRef,
  type GitRepository,
  type Kustomization,
  type SourceView,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterWatch } from '../clusters/ClusterWatch';
import { formatRevision, toRevision } from './revision';
import { toStateView } from './state';
import { toSuspension } from './suspension';

/** Name of the source of a Kustomization; its namespace is the object's unless said. */
export function sourceRefOf(
  cluster: string,
  kustomization: Kustomization,
): DeliveryRef {
  const { kind, name, namespace } = kustomization.spec.sourceRef;
  return {
    cluster,
    kind,
    namespace: namespace ?? kustomization.metadata.namespace ?? '',
    name,
  };
}

/** The GitRepository under a reference, if it is one and exists. */
export function findGitRepository(
  cluster: ClusterWatch,
  ref: DeliveryRef,
): GitRepository | undefined {
  return ref.kind === gitRepositoryKind.kind
    ? cluster.gitRepositories.get(ref)
    : undefined;
}

/** State of a source, as its consumer's row shows it. */
export function toSourceView(
  cluster: ClusterWatch,
  ref: DeliveryRef,
  nowMs: number,
): SourceView {
  const source = findGitRepository(cluster, ref);
  if (!source) {
    const isOtherKind = ref.kind !== gitRepositoryKind.kind;
    return {
      ref,
      state: isOtherKind ? 'Unknown' : 'Failed',
      sentence: isOtherKind
        ? `The portal does not show sources of kind ${ref.kind} yet.`
        : `The source ${ref.namespace}/${ref.name} does not exist.`,
      willRetry: true,
    };
  }
  const revision = toRevision(
    source.status?.artifact?.revision,
    cluster.commits,
  );
  return {
    ref,
    ...toStateView(source, {
      isReachable: cluster.view().isReachable,
      nowMs,
      ready: revision ? `Holds ${formatRevision(revision)}.` : 'Ready.',
    }),
    url: withoutCredentials(source.spec.url),
    revision,
    suspension: toSuspension(source),
  };
}

/** A URL without user name, password and query, which may hold secrets. */
export function withoutCredentials(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.username = '';
    parsed.password = '';
    parsed.search = '';
    return parsed.toString();
  } catch {
    return '';
  }
}
