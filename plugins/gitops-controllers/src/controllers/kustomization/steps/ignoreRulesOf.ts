import { toGroupVersionKind } from '@backstage-gitops/kube';
import type { IgnoreRule, KubeObject } from '@backstage-gitops/kube';
import type { Kustomization } from '../types';

type Target = NonNullable<
  NonNullable<Kustomization['spec']['ignore']>[number]['target']
>;

/** Whole-string match; a pattern that is no regexp matches nothing. */
function matchesPattern(pattern: string | undefined, value: string): boolean {
  if (!pattern) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return false;
  }
}

/** One requirement of a label selector: `a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`. */
function matchesRequirement(
  requirement: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const values = set[3].split(',').map(value => value.trim());
    const isIn = values.includes(labels[set[1]] ?? '\0');
    return set[2] === 'in' ? isIn : !isIn;
  }
  const pair = /^([^!=\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(requirement);
  if (pair) {
    const isEqual = labels[pair[1]] === pair[3];
    return pair[2] === '!=' ? !isEqual : isEqual;
  }
  return requirement.startsWith('!')
    ? !(requirement.slice(1).trim() in labels)
    : requirement in labels;
}

/** True when labels satisfy a selector such as `app=web,tier in (a,b)`. */
export function matchesSelector(
  selector: string | undefined,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  if (!selector) return true;
  const requirements = selector.match(/[^,(]+(?:\([^)]*\))?/g) ?? [];
  return requirements.every(part => matchesRequirement(part.trim(), labels));
}

function matchesTarget(
  target: Target | undefined,
  object: KubeObject,
): boolean {
  if (!target) return true;
  const { group, version, kind } = toGroupVersionKind(object);
  const { name = '', namespace = '', labels, annotations } = object.metadata;
  return (
    matchesPattern(target.group, group) &&
    matchesPattern(target.version, version) &&
    matchesPattern(target.kind, kind) &&
    matchesPattern(target.name, name) &&
    matchesPattern(target.namespace, namespace) &&
    matchesSelector(target.labelSelector, labels) &&
    matchesSelector(target.annotationSelector, annotations)
  );
}

/** `spec.ignore` as rules of the applier. */
export function ignoreRulesOf(object: Kustomization): IgnoreRule[] {
  return (object.spec.ignore ?? []).map(rule => ({
    paths: rule.paths,
    matches: candidate => matchesTarget(rule.target, candidate),
  }));
}
