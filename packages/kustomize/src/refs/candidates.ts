import { shortTagOf, type YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import type { Resource } from '../resources/resource';
import {
  describeId,
  effectiveNamespace,
  isSelected,
  NOT_A_NAMESPACE,
  type GroupVersionKind,
} from '../resources/resourceId';
import { getField, mapField, STRING_TAG } from '../resources/tree';

/** What a reference says about its target. */
interface ReferenceQuery {
  readonly target: GroupVersionKind;
  /** The kind stands beside the name, in `roleRef`. */
  readonly isRoleRef: boolean;
}

/** How a target is found. */
interface FindOptions {
  /** Several targets are one only if their namespaces are the same too. */
  readonly sameNamespace: boolean;
  /** Namespace that stands beside the name. */
  readonly inNamespace?: string;
}

/** All objects of a build by the names that they had. */
export class Candidates {
  private readonly byOldName = new Map<string, Resource[]>();

  constructor(private readonly resources: readonly Resource[]) {
    for (const resource of resources) {
      const names = new Set(resource.previousIds.map(id => id.name));
      for (const name of names) {
        const list = this.byOldName.get(name);
        if (list === undefined) this.byOldName.set(name, [resource]);
        else list.push(resource);
      }
    }
  }

  /** @throws KustomizeError - invalid-resource, for a subject without a namespace */
  referrer(resource: Resource): Referrer {
    return new Referrer(resource, this);
  }

  named(name: string): readonly Resource[] {
    return this.byOldName.get(name) ?? [];
  }

  /** Whether any object has this original namespace. */
  hasOriginalNamespace(
    namespace: string,
    isVisible: (resource: Resource) => boolean,
  ): boolean {
    return this.resources.some(
      resource =>
        effectiveNamespace(resource.originalId) === namespace &&
        isVisible(resource),
    );
  }
}

/** An object whose references are followed. */
export class Referrer {
  private readonly namespace: string;
  private readonly bindingNamespaces: ReadonlySet<string>;

  constructor(
    readonly resource: Resource,
    private readonly candidates: Candidates,
  ) {
    this.namespace = effectiveNamespace(resource.currentId);
    this.bindingNamespaces = subjectNamespaces(resource);
  }

  /**
   * The object that a reference means: one that had this name, of a fitting
   * kind, that can be seen from the namespace of the referrer; of several the
   * one that went through the same prefixes and suffixes.
   * @returns `undefined` when there is none, or no way to choose
   * @throws KustomizeError - ambiguous-reference
   */
  find(
    name: string,
    { target, isRoleRef }: ReferenceQuery,
    options: FindOptions,
  ): Resource | undefined {
    const named = this.candidates.named(name);
    if (named.length === 0) return undefined;
    let found = named.filter(
      candidate =>
        this.canSee(candidate) &&
        candidate.previousIds.some(id => isSelected(id, target)),
    );
    found = this.inGivenNamespace(found, options.inNamespace);
    if (isRoleRef) found = this.ofReferredRole(found);
    found = found.filter(candidate => this.sharesNamespace(candidate));
    if (found.length === 1) return found[0];
    found = found.filter(candidate =>
      sameAffixes(candidate, this.resource, true),
    );
    if (found.length > 1) {
      found = found.filter(candidate =>
        sameAffixes(candidate, this.resource, false),
      );
    }
    if (found.length <= 1 || areIdentical(found, options.sameNamespace)) {
      return found[0];
    }
    throw new KustomizeError(
      'ambiguous-reference',
      `found multiple possible referrals: ${found
        .map(candidate => describeId(candidate.currentId))
        .join(', ')}`,
    );
  }

  private canSee(candidate: Resource): boolean {
    return (
      this.namespace === NOT_A_NAMESPACE ||
      candidate.currentId.clusterScoped ||
      effectiveNamespace(candidate.currentId) === this.namespace ||
      this.bindingNamespaces.has(candidate.namespace)
    );
  }

  private sharesNamespace(candidate: Resource): boolean {
    return (
      this.namespace === NOT_A_NAMESPACE ||
      candidate.currentId.clusterScoped ||
      candidate.kind === 'ServiceAccount' ||
      effectiveNamespace(candidate.currentId) === this.namespace
    );
  }

  /** Objects that were in the namespace first; else those that are in it now. */
  private inGivenNamespace(
    found: Resource[],
    namespace: string | undefined,
  ): Resource[] {
    if (namespace === undefined) return found;
    if (namespace === NOT_A_NAMESPACE) return [];
    const useOriginal = this.candidates.hasOriginalNamespace(
      namespace,
      candidate => this.canSee(candidate),
    );
    return found.filter(
      candidate =>
        effectiveNamespace(
          useOriginal ? candidate.originalId : candidate.currentId,
        ) === namespace,
    );
  }

  private ofReferredRole(found: Resource[]): Resource[] {
    const roleRef = mapField(this.resource.node, 'roleRef');
    const group = roleRef && mapField(roleRef, 'apiGroup');
    const kind = roleRef && mapField(roleRef, 'kind');
    if (group === undefined || kind === undefined) return found;
    const gvk = { group: group.value, version: '', kind: kind.value };
    return found.filter(candidate =>
      candidate.previousIds.some(id => isSelected(id, gvk)),
    );
  }
}

/** Namespaces of the service accounts that a RoleBinding names. */
function subjectNamespaces(resource: Resource): ReadonlySet<string> {
  const result = new Set<string>();
  if (resource.kind !== 'RoleBinding') return result;
  const subjects = mapField(resource.node, 'subjects');
  if (subjects?.kind !== 'sequence') return result;
  for (const subject of subjects.content) {
    const namespace = subjectNamespace(subject, resource);
    if (namespace !== undefined) result.add(namespace);
  }
  return result;
}

function subjectNamespace(
  subject: YamlNode,
  resource: Resource,
): string | undefined {
  const namespace = mapField(subject, 'namespace');
  if (namespace === undefined) return undefined;
  if (getField(subject, 'kind')?.value !== 'ServiceAccount') return undefined;
  if (shortTagOf(namespace) !== STRING_TAG) {
    throw new KustomizeError(
      'invalid-resource',
      `Invalid Input: namespace is blank for resource "${describeId(
        resource.currentId,
      )}"\n`,
    );
  }
  return namespace.value;
}

function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  return (
    sameEnding(a.prefixes, b.prefixes, allowEmpty) &&
    sameEnding(a.suffixes, b.suffixes, allowEmpty)
  );
}

/** Whether the shorter list ends the longer one. */
function sameEnding(
  a: readonly string[],
  b: readonly string[],
  allowEmpty: boolean,
): boolean {
  if (allowEmpty && (a.length === 0 || b.length === 0)) return true;
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  for (let i = 1; i <= length; i++) {
    if (a[a.length - i] !== b[b.length - i]) return false;
  }
  return true;
}

function areIdentical(
  found: readonly Resource[],
  sameNamespace: boolean,
): boolean {
  const [first] = found;
  return found.every(
    candidate =>
      candidate.name === first.name &&
      (!sameNamespace || candidate.namespace === first.namespace),
  );
}
