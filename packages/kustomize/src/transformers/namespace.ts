import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import { HELM_GENERATED } from '../resources/annotations';
import { lookup } from '../resources/lookup';
import type { Resource } from '../resources/resource';
import { describeId, idKey } from '../resources/resourceId';
import {
  elementsOf,
  getField,
  isMissingOrNull,
  isNilOrEmpty,
  requireKind,
  scalarNode,
  setScalar,
  textOf,
} from '../resources/tree';
import { applyFieldSpec, applyFieldSpecs, type FieldSpec } from './fieldSpec';
import type { Transformer } from './transformer';

/** Which subjects of role bindings get the namespace. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

/** Settings of {@link namespaceTransformer}. */
interface NamespaceSettings {
  readonly namespace: string;
  readonly fieldSpecs: readonly FieldSpec[];
  /** Default `defaultOnly`: subjects named `default`. */
  readonly setRoleBindingSubjects?: SubjectMode;
  /** Leaves namespaces that are set; default false. */
  readonly unsetOnly?: boolean;
}

const METADATA_NAMESPACE: FieldSpec = {
  path: 'metadata/namespace',
  kind: '',
  group: '',
  version: '',
  create: true,
};

/**
 * Puts all namespaced objects into one namespace.
 * @throws KustomizeError - conflict, when two objects become one
 */
export function namespaceTransformer(settings: NamespaceSettings): Transformer {
  return map => {
    if (settings.namespace === '') return;
    const counts = new Map<string, number>();
    const count = (resource: Resource, by: number) => {
      const key = idKey(resource.currentId);
      const sum = (counts.get(key) ?? 0) + by;
      counts.set(key, sum);
      return sum;
    };
    for (const resource of map.resources) count(resource, 1);
    for (const resource of map.resources) {
      if (resource.isEmpty) continue;
      if (resource.annotations.get(HELM_GENERATED) === 'true') continue;
      count(resource, -1);
      resource.rememberId();
      setNamespaces(resource, settings);
      resource.touch();
      if (count(resource, 1) !== 1) {
        throw new KustomizeError(
          'conflict',
          `namespace transformation produces ID conflict: ${describeId(
            resource.currentId,
          )} exists twice`,
        );
      }
    }
  };
}

/** Sets the namespace in one object; also used by the ValueAddTransformer. */
export function setNamespaces(
  resource: Resource,
  settings: NamespaceSettings,
): void {
  const { apiVersion, kind, node } = resource;
  const set = namespaceSetter(settings);
  if (!resource.currentId.clusterScoped) {
    applyFieldSpec(node, METADATA_NAMESPACE, { set, createKind: 'scalar' });
  }
  const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
  if (isBinding) {
    withPrefix('setting namespace on (cluster)role binding subjects', () =>
      setSubjects(node, settings.setRoleBindingSubjects ?? 'defaultOnly', set),
    );
  }
  const isBindingKind = (spec: FieldSpec) =>
    spec.kind === 'RoleBinding' || spec.kind === 'ClusterRoleBinding';
  const specs = settings.fieldSpecs.filter(
    spec =>
      spec.path !== 'metadata/namespace' &&
      (apiVersion === 'v1' || spec.path !== 'metadata/name') &&
      !(isBinding && isBindingKind(spec) && spec.path === 'subjects/namespace'),
  );
  applyFieldSpecs(node, specs, { set, createKind: 'scalar' });
}

function namespaceSetter({
  namespace,
  unsetOnly = false,
}: NamespaceSettings): (field: YamlNode) => void {
  const value = scalarNode(namespace, '!!str');
  return field => {
    if (unsetOnly && !isNilOrEmpty(field) && textOf(field) !== '') return;
    setScalar(field, value);
  };
}

function setSubjects(
  node: YamlNode,
  mode: SubjectMode,
  set: (field: YamlNode) => void,
): void {
  if (mode === 'none') return;
  const subjects = getField(node, 'subjects');
  if (isMissingOrNull(subjects)) return;
  const [field, text] =
    mode === 'allServiceAccounts'
      ? ['kind', 'ServiceAccount']
      : ['name', 'default'];
  for (const subject of elementsOf(subjects)) {
    const value = getField(subject, field);
    if (isMissingOrNull(value)) continue;
    requireKind(value, 'scalar');
    if (value.value !== text) continue;
    set(lookup(subject, ['namespace'], 'scalar')!);
  }
}
