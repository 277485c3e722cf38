import type { YamlNode } from '@backstage-gitops/go-yaml';
import type { NameReference } from '../config/fieldSpecs';
import { KustomizeError, withPrefix } from '../errors';
import type { Resource } from '../resources/resource';
import {
  describeId,
  isSelected,
  type GroupVersionKind,
} from '../resources/resourceId';
import {
  getField,
  isMissingOrNull,
  scalarNode,
  setField,
  setScalar,
} from '../resources/tree';
import { applyFieldSpec, type FieldSpec } from '../transformers/fieldSpec';
import { Candidates, type Referrer } from './candidates';

/**
 * Gives every field that names another object the name that this object has
 * now, after prefixes, suffixes and hashes.
 * @throws KustomizeError - ambiguous-reference, when several objects fit
 */
export function fixNameReferences(
  resources: readonly Resource[],
  references: readonly NameReference[],
): void {
  const candidates = new Candidates(resources);
  const fieldsOf = referenceFields(references);
  // Who may refer to what is decided by names before this step changes any.
  for (const resource of resources) {
    const fields = fieldsOf(resource.originalId);
    if (fields.length === 0) continue;
    const referrer = candidates.referrer(resource);
    for (const { spec, target } of fields) {
      fixField(referrer, spec, target);
    }
  }
}

interface ReferenceField {
  readonly spec: FieldSpec;
  readonly target: GroupVersionKind;
}

/** The fields of a kind that hold names, remembered per kind. */
function referenceFields(
  references: readonly NameReference[],
): (gvk: GroupVersionKind) => readonly ReferenceField[] {
  const known = new Map<string, readonly ReferenceField[]>();
  return gvk => {
    const key = `${gvk.group}/${gvk.version}/${gvk.kind}`;
    let fields = known.get(key);
    if (fields === undefined) {
      fields = references.flatMap(target =>
        target.fieldSpecs
          .filter(spec => isSelected(gvk, spec))
          .map(spec => ({ spec, target })),
      );
      known.set(key, fields);
    }
    return fields;
  };
}

function fixField(
  referrer: Referrer,
  fieldSpec: FieldSpec,
  target: GroupVersionKind,
): void {
  const { resource } = referrer;
  const { group, version, kind } = resource.currentId;
  const query = { target, isRoleRef: fieldSpec.path.endsWith('roleRef/name') };
  withPrefix(
    () =>
      `updating name reference in '${fieldSpec.path}' field of '${describeId(
        resource.currentId,
      )}'`,
    () =>
      applyFieldSpec(
        resource.node,
        { ...fieldSpec, group, version, kind },
        { set: field => setReference(field, { referrer, query }) },
      ),
  );
}

interface Fix {
  readonly referrer: Referrer;
  readonly query: {
    readonly target: GroupVersionKind;
    readonly isRoleRef: boolean;
  };
}

function setReference(field: YamlNode, fix: Fix): void {
  if (isMissingOrNull(field)) return;
  switch (field.kind) {
    case 'scalar':
      setName(field, fix);
      return;
    case 'mapping':
      setNameAndNamespace(field, fix);
      return;
    case 'sequence':
      for (const item of field.content) {
        if (item.kind === 'scalar' || item.kind === 'mapping')
          setReference(item, fix);
        else if (!isMissingOrNull(item)) {
          throw invalid('a list of names may hold only strings and mappings');
        }
      }
      return;
    default:
      throw invalid('node must be a scalar, sequence or map');
  }
}

function setName(field: YamlNode, { referrer, query }: Fix): void {
  const target = referrer.find(field.value, query, { sameNamespace: false });
  if (target === undefined) return;
  if (target.name !== field.value) {
    setScalar(field, scalarNode(target.name));
    referrer.resource.touch();
  }
}

/** A subject or service reference: its namespace follows the object too. */
function setNameAndNamespace(field: YamlNode, { referrer, query }: Fix): void {
  const nameField = getField(field, 'name');
  if (nameField === undefined) {
    throw invalid("path config error; no 'name' field in node");
  }
  const target = referrer.find(nameField.value, query, {
    sameNamespace: true,
    inNamespace: getField(field, 'namespace')?.value,
  });
  if (target === undefined) return;
  const { name, namespace } = target;
  if (name === nameField.value && namespace === '') return;
  setField(field, 'name', scalarNode(name));
  if (namespace !== '') setField(field, 'namespace', scalarNode(namespace));
  referrer.resource.touch();
}

function invalid(message: string): KustomizeError {
  return new KustomizeError('invalid-config', message);
}
