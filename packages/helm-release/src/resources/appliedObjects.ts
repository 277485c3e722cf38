import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';

const answers = new WeakMap<KubeObject, UnstructuredObject>();

/** Keeps what the API server has answered when an object was applied. */
export function rememberAnswer(
  applied: KubeObject,
  answer: UnstructuredObject,
): void {
  answers.set(applied, answer);
}

/**
 * A built-in object as it was when it was applied. Whether a custom one is
 * ready only its controller can tell, which needs a moment: it is to be read.
 */
export function answerOf(applied: KubeObject): UnstructuredObject | undefined {
  const answer = answers.get(applied);
  return answer && isBuiltIn(answer) ? answer : undefined;
}

/** True for `v1`, `apps/v1` and the like; definitions are not among them. */
function isBuiltIn({ apiVersion }: KubeObject): boolean {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  return BUILT_IN_GROUPS.has(group);
}

const BUILT_IN_GROUPS = new Set([
  ...['', 'apps', 'autoscaling', 'batch', 'policy'],
  ...['networking.k8s.io', 'rbac.authorization.k8s.io', 'storage.k8s.io'],
  ...['scheduling.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io'],
]);
