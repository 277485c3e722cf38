import {
  toGroupVersionKind,
  type InformerProblem,
  type KubeObject,
} from '@backstage-gitops/kube';
import type {
  ClusterStatus,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import type { PortalCluster } from './clusters';
import type { KindInformer } from './KindInformer';

/** What the status needs to know of an informer. */
type KindStatus = Pick<
  KindInformer<KubeObject>,
  'scope' | 'hasSynced' | 'problem' | 'problemSince'
>;
type Informers = readonly KindStatus[];

/**
 * Whether what is shown of a cluster is fresh, and what is missing.
 * @param kinds - informers of the kinds with presenters
 * @param workloads - informers that only help to find objects
 */
export function toClusterStatus(
  { name, connection, problem }: PortalCluster,
  kinds: Informers,
  workloads: Informers,
): ClusterStatus {
  if (!connection) return toNotUsable(name, problem);
  const failing = [...kinds, ...workloads].filter(({ problem: p }) => p);
  const lost = failing.find(({ problem: p }) => p && isOfCluster(p));
  if (lost?.problem) return toLost(name, lost, lost.problem);
  if (kinds.every(({ hasSynced, problem: p }) => !hasSynced && !p)) {
    const statement = notAnswering('');
    return { name, isReachable: false, problems: [statement] };
  }
  const problems = failing.flatMap(({ scope, problem: p }) =>
    p ? [toKindStatement(scope, p)] : [],
  );
  return { name, isReachable: true, problems };
}

function toNotUsable(
  name: string,
  {
    code = 'unknown',
    message = '',
  }: NonNullable<PortalCluster['problem']> = {},
): ClusterStatus {
  const params = { reason: code, message: shorten(message) };
  const statement: Statement = { code: 'clusterNotUsable', params };
  return { name, isReachable: false, problems: [statement] };
}

function toLost(
  name: string,
  informer: KindStatus,
  problem: InformerProblem,
): ClusterStatus {
  const { hasSynced, problemSince } = informer;
  const message = shorten(problem.message);
  const refused =
    problem.reason === 'unauthorized'
      ? ({ code: 'clusterUnauthorized', params: { message } } as const)
      : undefined;
  if (!hasSynced || problemSince === undefined) {
    const problems = [refused ?? notAnswering(message)];
    return { name, isReachable: false, problems };
  }
  return {
    name,
    isReachable: false,
    staleSince: new Date(problemSince).toISOString(),
    problems: [refused ?? { code: 'clusterStale', params: {} }],
  };
}

function notAnswering(message: string): Statement {
  return { code: 'clusterNotAnswering', params: { message } };
}

/** True when no kind of the cluster can be read. */
export function isOfCluster({ reason }: InformerProblem): boolean {
  return ['unreachable', 'credentials', 'unauthorized'].includes(reason);
}

/** Why one kind of a cluster cannot be read. */
export function toKindStatement(
  type: { readonly apiVersion: string; readonly kind: string },
  { reason, message }: InformerProblem,
): Statement {
  const { group, kind } = toGroupVersionKind(type);
  if (reason === 'kind-not-found') {
    return { code: 'kindNotInstalled', params: { group, kind } };
  }
  return {
    code: reason === 'forbidden' ? 'kindForbidden' : 'kindNotReadable',
    params: { group, kind, message: shorten(message) },
  };
}
