import {
  createNode,
  decode,
  Style,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';

/**
 * Reading and changing YAML nodes in place. Nodes are shared on purpose: a
 * label that one transformer writes to three places is one node, and a later
 * patch of one place changes all three, as in kustomize (kyaml `RNode`).
 */

export const NULL_TAG = '!!null';
export const STRING_TAG = '!!str';

const QUOTED = Style.Double | Style.Single | Style.Literal | Style.Folded;

/** Whether a node was written with quotes or as a block scalar. */
export function isQuoted(node: YamlNode): boolean {
  return (node.style & QUOTED) !== 0;
}

/** Nothing, or an explicit null. */
export function isMissingOrNull(
  node: YamlNode | undefined,
): node is undefined | (YamlNode & { tag: '!!null' }) {
  return node === undefined || node.tag === NULL_TAG;
}

/** Nothing, null, `{}` or `[]`. */
export function isNilOrEmpty(node: YamlNode | undefined): boolean {
  return (
    node === undefined ||
    node.tag === NULL_TAG ||
    (node.content.length === 0 &&
      (node.kind === 'mapping' || node.kind === 'sequence'))
  );
}

/** A scalar whose type is string or not decided. */
export function isStringNode(node: YamlNode): boolean {
  return node.kind === 'scalar' && (node.tag === STRING_TAG || node.tag === '');
}

/** A scalar without tag: its type follows from its text. */
export function scalarNode(value: string, tag = ''): YamlNode {
  return createNode('scalar', { value, tag });
}

/** A scalar that is a string whatever its text. */
export function stringNode(value: string): YamlNode {
  return createNode('scalar', {
    value,
    tag: STRING_TAG,
    style: value.includes('\n') ? Style.Literal : 0,
  });
}

/**
 * Mappings whose last entry was removed. Go tells such an empty list from one
 * that never was, and the hash of an object counts that.
 */
const emptied = new WeakSet<YamlNode>();

/** Whether entries were removed until none was left. */
export function isEmptied(node: YamlNode): boolean {
  return node.content.length === 0 && emptied.has(node);
}

/** A copy that shares nothing with `node`. */
export function copyNode(node: YamlNode): YamlNode {
  const copy: YamlNode = {
    kind: node.kind,
    tag: node.tag,
    value: node.value,
    anchor: node.anchor,
    style: node.style,
    content: node.content.length === 0 ? [] : node.content.map(copyNode),
    alias: node.alias,
    headComment: node.headComment,
    lineComment: node.lineComment,
    footComment: node.footComment,
    line: node.line,
    column: node.column,
  };
  if (isEmptied(node)) emptied.add(copy);
  return copy;
}

/** Makes `target` what `source` is, keeping its identity. */
export function assignNode(target: YamlNode, source: YamlNode): void {
  if (target === source) return;
  target.kind = source.kind;
  target.tag = source.tag;
  target.value = source.value;
  target.anchor = source.anchor;
  target.style = source.style;
  target.content = source.content.length === 0 ? [] : source.content.slice();
  target.alias = source.alias;
  target.headComment = source.headComment;
  target.lineComment = source.lineComment;
  target.footComment = source.footComment;
  target.line = source.line;
  target.column = source.column;
  if (isEmptied(source)) emptied.add(target);
  else emptied.delete(target);
}

const KIND_NAMES: Record<YamlNode['kind'], string> = {
  scalar: 'ScalarNode',
  mapping: 'MappingNode',
  sequence: 'SequenceNode',
  document: 'DocumentNode',
  alias: 'AliasNode',
};

/** @throws KustomizeError - invalid-resource, when a present node is of another kind */
export function requireKind(
  node: YamlNode | undefined,
  kind: YamlNode['kind'],
): void {
  if (isMissingOrNull(node) || node.kind === kind) return;
  throw new KustomizeError(
    'invalid-resource',
    `wrong node kind: expected ${KIND_NAMES[kind]} but got ${
      KIND_NAMES[node.kind]
    }`,
    { line: node.line || undefined, column: node.column || undefined },
  );
}

/** Value of the first entry `name` of a mapping, without checking the kind. */
export function fieldOf(
  node: YamlNode | undefined,
  name: string,
): YamlNode | undefined {
  if (node === undefined) return undefined;
  const { content } = node;
  for (let i = 0; i + 1 < content.length; i += 2) {
    if (content[i].value === name) return content[i + 1];
  }
  return undefined;
}

/** As {@link fieldOf}, nothing unless `node` is a mapping. */
export function mapField(
  node: YamlNode | undefined,
  name: string,
): YamlNode | undefined {
  return node?.kind === 'mapping' ? fieldOf(node, name) : undefined;
}

/** Reads one step of a path. @throws KustomizeError - `node` is no mapping */
export function getField(
  node: YamlNode | undefined,
  name: string,
): YamlNode | undefined {
  if (isMissingOrNull(node)) return undefined;
  requireKind(node, 'mapping');
  return fieldOf(node, name);
}

/** Removes the first entry `name`. */
export function clearField(node: YamlNode | undefined, name: string): void {
  requireKind(node, 'mapping');
  if (node === undefined) return;
  const { content } = node;
  for (let i = 0; i + 1 < content.length; i += 2) {
    if (content[i].value === name) {
      content.splice(i, 2);
      if (content.length === 0) emptied.add(node);
      return;
    }
  }
}

const SURELY_STRING = /^[A-Za-z/][\w./@-]*$/;
const WORDS_1_1 = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** Whether YAML 1.1 reads `value`, written plainly, as something else than a string. */
function isYaml11NonString(value: string): boolean {
  if (value === '' || value.includes('\n')) return false;
  if (SURELY_STRING.test(value) && !WORDS_1_1.test(value)) return false;
  try {
    return typeof decode(value, { dialect: 'sigs' }) !== 'string';
  } catch {
    return false;
  }
}

/** A string that YAML 1.1 would misread is quoted when nothing else was said. */
function quoteAmbiguous(value: YamlNode): void {
  if (
    isStringNode(value) &&
    value.style === 0 &&
    isYaml11NonString(value.value)
  ) {
    value.style = Style.Double;
  }
}

/** Replaces a scalar, keeping the style that it is written in. */
export function setScalar(node: YamlNode, value: YamlNode): void {
  quoteAmbiguous(value);
  requireKind(node, 'scalar');
  if (isMissingOrNull(value)) return;
  value.style = node.style;
  assignNode(node, value);
}

/**
 * Sets entry `name` of a mapping; a missing or null `value` removes it unless
 * `keepNull`. An existing entry keeps its style.
 * @param keyStyle - style of the key when the entry is new
 */
export function setField(
  node: YamlNode,
  name: string,
  value: YamlNode | undefined,
  { keepNull = false, keyStyle = 0 } = {},
): void {
  if (value !== undefined) quoteAmbiguous(value);
  if (value === undefined || (value.tag === NULL_TAG && !keepNull)) {
    clearField(node, name);
    return;
  }
  const field = getField(node, name);
  if (field !== undefined) {
    value.style = field.style;
    assignNode(field, value);
    return;
  }
  node.content.push(
    createNode('scalar', { value: name, style: keyStyle }),
    value,
  );
}

/** Sets the scalar itself (`name` empty) or an entry of a mapping. */
export function setEntry(node: YamlNode, name: string, value: YamlNode): void {
  if (name === '') setScalar(node, value);
  else setField(node, name, value);
}

/** The items of a sequence. @throws KustomizeError - `node` is no sequence */
export function elementsOf(node: YamlNode): YamlNode[] {
  requireKind(node, 'sequence');
  return node.content.slice();
}

/** Names of the entries of a mapping, in order. @throws KustomizeError - no mapping */
export function fieldNames(node: YamlNode): string[] {
  requireKind(node, 'mapping');
  const names: string[] = [];
  for (let i = 0; i + 1 < node.content.length; i += 2) {
    names.push(node.content[i].value);
  }
  return names;
}

/** Text of a scalar; `''` for nothing and null. */
export function textOf(node: YamlNode | undefined): string {
  return isMissingOrNull(node) ? '' : node.value;
}

/** Bytes that a value takes in memory beside its characters, roughly. */
export const NODE_BYTES = 100;

/** About as many bytes as a tree takes in memory. */
export function sizeOf(node: YamlNode): number {
  return node.content.reduce(
    (sum, child) => sum + sizeOf(child),
    node.value.length + NODE_BYTES,
  );
}
