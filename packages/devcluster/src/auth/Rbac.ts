import { isObject, JsonObject, KubeObject } from '../json';
import { selectsLabels } from '../objects/selectors';
import { Store } from '../storage/Store';
import { parseServiceAccount, User } from './User';

const GROUP = 'rbac.authorization.k8s.io';

/** What a request asks for; a resource, or a path. */
export interface Attributes {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly path?: string;
}

interface Rule {
  readonly verbs?: string[];
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly resourceNames?: string[];
  readonly nonResourceURLs?: string[];
}

/** Decides by the Roles, ClusterRoles and bindings in the store, as the RBAC authorizer does. */
export class Rbac {
  constructor(private readonly store: Store) {}

  isAllowed(user: User, attributes: Attributes): boolean {
    if (user.groups.includes('system:masters')) {
      return true;
    }
    return this.rulesFor(user, attributes.namespace).some(rule =>
      covers(rule, attributes),
    );
  }

  /** Every rule that a user has in a namespace (and cluster-wide). */
  rulesFor(user: User, namespace: string | undefined): Rule[] {
    const cluster = this.store
      .list(`${GROUP}/clusterrolebindings`)
      .filter(binding => binds(binding, user, ''));
    const local = namespace
      ? this.store
          .list(`${GROUP}/rolebindings`, namespace)
          .filter(binding => binds(binding, user, namespace))
      : [];
    return [...cluster, ...local].flatMap(binding => this.rulesOf(binding));
  }

  private rulesOf(binding: KubeObject): Rule[] {
    const reference = isObject(binding.roleRef) ? binding.roleRef : {};
    const name = String(reference.name);
    const role =
      reference.kind === 'ClusterRole'
        ? this.store.get(`${GROUP}/clusterroles`, '', name)
        : this.store.get(
            `${GROUP}/roles`,
            binding.metadata.namespace ?? '',
            name,
          );
    return role ? [...ownRules(role), ...this.aggregated(role)] : [];
  }

  /** Rules of the cluster roles that an aggregationRule selects. */
  private aggregated(role: KubeObject): Rule[] {
    const aggregation = isObject(role.aggregationRule)
      ? role.aggregationRule
      : undefined;
    const selectors = Array.isArray(aggregation?.clusterRoleSelectors)
      ? aggregation.clusterRoleSelectors
      : [];
    if (selectors.length === 0) {
      return [];
    }
    return this.store
      .list(`${GROUP}/clusterroles`)
      .filter(
        other =>
          other !== role &&
          selectors.some(selector =>
            selectsLabels(selector, other.metadata.labels),
          ),
      )
      .flatMap(ownRules);
  }
}

function ownRules(role: KubeObject): Rule[] {
  return Array.isArray(role.rules) ? (role.rules as Rule[]) : [];
}

function binds(binding: KubeObject, user: User, namespace: string): boolean {
  const subjects = Array.isArray(binding.subjects)
    ? binding.subjects.filter(isObject)
    : [];
  return subjects.some(subject => isSubject(subject, user, namespace));
}

function isSubject(
  subject: JsonObject,
  user: User,
  bindingNamespace: string,
): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(String(subject.name));
    case 'ServiceAccount': {
      const account = parseServiceAccount(user.name);
      const namespace = subject.namespace || bindingNamespace;
      return (
        !!account &&
        account.name === subject.name &&
        account.namespace === namespace
      );
    }
    default:
      return false;
  }
}

const has = (list: readonly string[] | undefined, value: string) =>
  !!list && (list.includes('*') || list.includes(value));

function covers(rule: Rule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) {
    return false;
  }
  if (attributes.path !== undefined) {
    return coversPath(rule.nonResourceURLs, attributes.path);
  }
  const { resource = '', subresource, name } = attributes;
  const wanted = subresource ? `${resource}/${subresource}` : resource;
  const isResource =
    has(rule.resources, wanted) ||
    (!!subresource && !!rule.resources?.includes(`*/${subresource}`));
  const isNamed =
    !rule.resourceNames ||
    rule.resourceNames.length === 0 ||
    (!!name && rule.resourceNames.includes(name));
  return has(rule.apiGroups, attributes.group ?? '') && isResource && isNamed;
}

function coversPath(
  urls: readonly string[] | undefined,
  path: string,
): boolean {
  return (urls ?? []).some(url =>
    url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : url === path,
  );
}

/** The sentence of a refusal. */
export function refusal(user: User, attributes: Attributes): string {
  const {
    verb,
    group = '',
    resource = '',
    subresource,
    namespace,
    path,
  } = attributes;
  if (path !== undefined) {
    return `User ${JSON.stringify(
      user.name,
    )} cannot ${verb} path ${JSON.stringify(path)}`;
  }
  const target = subresource ? `${resource}/${subresource}` : resource;
  const scope = namespace
    ? `in the namespace ${JSON.stringify(namespace)}`
    : 'at the cluster scope';
  return `User ${JSON.stringify(
    user.name,
  )} cannot ${verb} resource ${JSON.stringify(
    target,
  )} in API group ${JSON.stringify(group)} ${scope}`;
}
