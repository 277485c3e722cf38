import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import { lookup } from '../resources/lookup';
import { metadataText } from '../resources/metadata';
import { splitPath } from '../resources/pathSyntax';
import {
  describeId,
  splitApiVersion,
  type GroupVersionKind,
} from '../resources/resourceId';
import { elementsOf, fieldOf, getField, NULL_TAG } from '../resources/tree';

/**
 * Where a transformer writes: `spec/template/metadata/labels` of all kinds
 * that fit; empty parts of the kind fit everything. Sequences on the way are
 * entered without being named; `containers[]` says that a sequence is meant.
 */
export interface FieldSpec extends GroupVersionKind {
  readonly path: string;
  /** Makes the field when it is missing. */
  readonly create: boolean;
}

/** What to do at the fields that were found. */
interface FieldAction {
  readonly set: (field: YamlNode) => void;
  /** Kind of a missing field; without it nothing is made. */
  readonly createKind?: YamlNode['kind'];
  /** Tag that a null field gets. */
  readonly createTag?: string;
}

const paths = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  let parts = paths.get(path);
  if (parts === undefined) {
    parts = splitPath(path, '/');
    if (paths.size < 10_000) paths.set(path, parts);
  }
  return parts;
}

/** Whether `spec` means objects like `root`. */
function matchesSpec(spec: GroupVersionKind, root: YamlNode): boolean {
  const text = (name: string) => fieldOf(root, name)?.value ?? '';
  if (spec.kind !== '' && spec.kind !== text('kind')) return false;
  if (spec.group === '' && spec.version === '') return true;
  const { group, version } = splitApiVersion(text('apiVersion'));
  return (
    (spec.group === '' || spec.group === group) &&
    (spec.version === '' || spec.version === version)
  );
}

/**
 * Runs `action` at every field of `root` that `spec` names.
 * @throws KustomizeError - a scalar stands where a mapping or list is needed
 */
export function applyFieldSpec(
  root: YamlNode,
  spec: FieldSpec,
  action: FieldAction,
): void {
  if (!matchesSpec(spec, root)) return;
  const parts = partsOf(spec.path);
  withPrefix(
    () => `considering field '${spec.path}' of object ${describeNode(root)}`,
    () => visit(root, parts, 0, { spec, action }),
  );
}

/** {@link applyFieldSpec} for several fields in turn. */
export function applyFieldSpecs(
  root: YamlNode,
  specs: readonly FieldSpec[],
  action: FieldAction,
): void {
  for (const spec of specs) applyFieldSpec(root, spec, action);
}

function describeNode(root: YamlNode): string {
  return describeId({
    ...splitApiVersion(fieldOf(root, 'apiVersion')?.value ?? ''),
    kind: fieldOf(root, 'kind')?.value ?? '',
    name: metadataText(root, 'name'),
    namespace: metadataText(root, 'namespace'),
  });
}

interface Visit {
  readonly spec: FieldSpec;
  readonly action: FieldAction;
}

function visit(
  node: YamlNode,
  parts: readonly string[],
  index: number,
  run: Visit,
): void {
  if (index === parts.length) {
    run.action.set(node);
    return;
  }
  if (node.tag === NULL_TAG) return;
  switch (node.kind) {
    case 'sequence':
      for (const item of elementsOf(node)) visit(item, parts, index, run);
      return;
    case 'mapping':
      visitMapping(node, parts, index, run);
      return;
    case 'alias':
      if (node.alias !== undefined) visit(node.alias, parts, index, run);
      return;
    default:
      throw new KustomizeError(
        'invalid-config',
        'expected sequence or mapping node',
        { line: node.line || undefined, column: node.column || undefined },
      );
  }
}

function visitMapping(
  node: YamlNode,
  parts: readonly string[],
  index: number,
  run: Visit,
): void {
  const part = parts[index];
  const isSequence = part.endsWith('[]');
  const name = isSequence ? part.slice(0, -2) : part;
  if (name === '') {
    throw new KustomizeError(
      'invalid-config',
      'cannot set or create an empty field name',
    );
  }
  const made = kindToMake(isSequence, index + 1 === parts.length, run);
  const field =
    made.create && made.kind !== undefined
      ? lookup(node, [name], made.kind)
      : find(node, name);
  if (field === undefined) return;
  if (field.tag === NULL_TAG && made.kind !== undefined) {
    field.kind = made.kind;
    field.tag = made.tag;
  }
  visit(field, parts, index + 1, run);
}

function find(node: YamlNode, name: string): YamlNode | undefined {
  // Names that lookup() would read as positions or conditions are rare.
  return /^[[\d+-]|^\s|\s$|^\*$/.test(name)
    ? lookup(node, [name])
    : getField(node, name);
}

function kindToMake(
  isSequence: boolean,
  isLast: boolean,
  { spec, action }: Visit,
): { kind?: YamlNode['kind']; tag: string; create: boolean } {
  if (!spec.create || action.createKind === undefined || isSequence) {
    return {
      kind: isSequence ? 'sequence' : undefined,
      tag: '',
      create: false,
    };
  }
  return isLast
    ? { kind: action.createKind, tag: action.createTag ?? '', create: true }
    : { kind: 'mapping', tag: '!!map', create: true };
}
