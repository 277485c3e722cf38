import {
  createNode,
  resolveScalar,
  Style,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import { reread } from './reread';
import { timestampText } from './timestampText';
import { isQuoted, STRING_TAG } from './tree';

/** Data as JSON has it; integers beyond 2^53 are `bigint`. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonValue[]
  | { [key: string]: JsonValue };

/**
 * The value of a tree as kustomize writes it: the tree is read as YAML 1.2
 * with yaml.v3's rules, then written as JSON (numbers like `1e3` become 1000).
 * @throws KustomizeError - unwritable-resource: a key that is no string or
 *   stands twice, NaN, infinity, a value that is not what its tag says, a
 *   comment that makes the written text unreadable
 */
export function toValue(node: YamlNode): JsonValue {
  const doubts: YamlNode[] = [];
  const value = convert(node, { isRoot: true, isInFlow: false, doubts });
  if (doubts.length === 0) return value;
  const { headComment, lineComment, footComment } = doubts[0];
  const comment = headComment || lineComment || footComment;
  const hint = `: kustomize cannot write a comment at this place: move ${comment} to a line of its own`;
  const written = reread(node, hint);
  return convert(written, { isRoot: true, isInFlow: false, doubts });
}

interface Place {
  readonly isRoot: boolean;
  /** Inside `{}` or `[]`, where yaml.v3 writes an empty plain scalar as `''`. */
  readonly isInFlow: boolean;
  /** Nodes with a comment that may come out at another place than it was. */
  readonly doubts: YamlNode[];
}

function convert(node: YamlNode, place: Place): JsonValue {
  const inside = {
    isRoot: false,
    isInFlow: place.isInFlow || (node.style & Style.Flow) !== 0,
    doubts: place.doubts,
  };
  if (hasStrayComment(node, inside.isInFlow)) place.doubts.push(node);
  switch (node.kind) {
    case 'scalar':
      return place.isInFlow && isPlainNull(node) ? '' : convertScalar(node);
    case 'sequence':
      return node.content.map(item => convert(item, inside));
    case 'mapping':
      return convertMapping(node, place.isRoot, inside);
    case 'document':
      return node.content.length === 0 ? null : convert(node.content[0], place);
    default:
      return node.alias === undefined ? null : convert(node.alias, inside);
  }
}

function convertMapping(
  node: YamlNode,
  isRoot: boolean,
  inside: Place,
): { [key: string]: JsonValue } {
  const result: { [key: string]: JsonValue } = {};
  const { content } = node;
  for (let i = 0; i + 1 < content.length; i += 2) {
    const key = content[i];
    if (!isRoot) requireStringKey(key);
    const name = key.value;
    if (Object.hasOwn(result, name)) {
      throw unwritable(
        `mapping key ${JSON.stringify(name)} already defined`,
        key,
      );
    }
    if (isStrayOnKey(key, content[i + 1], inside)) inside.doubts.push(key);
    setOwn(result, name, convert(content[i + 1], inside));
  }
  return result;
}

/**
 * Inside `{}` and `[]` comments break lines; the line comment of a collection
 * in lines of its own moves to what follows it.
 */
function hasStrayComment(node: YamlNode, isInFlow: boolean): boolean {
  if (isInFlow) return hasComment(node);
  return node.lineComment !== '' && node.content.length > 0;
}

function hasComment(node: YamlNode): boolean {
  return (
    node.headComment !== '' ||
    node.lineComment !== '' ||
    node.footComment !== ''
  );
}

/** Under a key with a comment, an empty collection starts the next line. */
function isStrayOnKey(
  key: YamlNode,
  value: YamlNode,
  { isInFlow }: Place,
): boolean {
  if (isInFlow) return hasComment(key);
  if (key.lineComment === '' || value.content.length > 0) return false;
  if (value.kind !== 'mapping' && value.kind !== 'sequence') return false;
  return (value.style & Style.Flow) === 0;
}

function setOwn(
  target: { [key: string]: JsonValue },
  name: string,
  value: JsonValue,
): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    target[name] = value;
  }
}

function requireStringKey(key: YamlNode): void {
  if (key.tag === STRING_TAG || (key.kind === 'scalar' && isQuoted(key)))
    return;
  if (key.kind === 'scalar') {
    const tag = key.tag === '' ? resolveScalar(key).tag : key.tag;
    if (tag === STRING_TAG || tag === '!!merge') return;
  }
  throw unwritable(
    `json: unsupported type: map[interface {}]interface {}: the key ${JSON.stringify(
      key.value,
    )} is no string, quote it`,
    key,
  );
}

function convertScalar(node: YamlNode): JsonValue {
  const read = (node.style & Style.Folded) !== 0 ? rewrittenFolded(node) : node;
  if (read.tag === STRING_TAG) return read.value;
  if (isPlainString(read)) return read.value;
  const { tag, value } = resolve(read);
  if (tag === '!!timestamp') return timestampText(read.value);
  if (tag === '!!binary') return binaryText(read);
  if (value === undefined) return null;
  return typeof value === 'number' && tag === '!!float'
    ? convertFloat(value, read)
    : value;
}

/**
 * yaml.v3 does not write every folded block so that it reads the same: text
 * with indented lines gains empty ones.
 */
function rewrittenFolded(node: YamlNode): YamlNode {
  const entry = [createNode('scalar', { value: 'a' }), node];
  return reread(createNode('mapping', { content: entry })).content[1] ?? node;
}

/** Nothing at all; after a replacement the tag may still be that of a number. */
function isPlainNull({ value, tag }: YamlNode): boolean {
  return value === '' && (tag === '' || tag === '!!null');
}

/** Quoted, or of several lines, without a tag that says otherwise. */
function isPlainString(node: YamlNode): boolean {
  if (!isQuoted(node) && !node.value.includes('\n')) return false;
  if (node.tag === '') return true;
  // A tag that the unquoted text would have anyway is dropped on writing.
  return (node.style & 1) === 0 && resolvedTag(node.value) === node.tag;
}

function resolvedTag(value: string): string {
  return resolveScalar({ value, tag: '', style: 0 } as YamlNode).tag;
}

function resolve(node: YamlNode): ReturnType<typeof resolveScalar> {
  try {
    return resolveScalar(node);
  } catch (cause) {
    throw unwritable(
      cause instanceof Error ? cause.message : String(cause),
      node,
      cause,
    );
  }
}

function convertFloat(value: number, node: YamlNode): JsonValue {
  if (!Number.isFinite(value)) {
    throw unwritable(
      `json: unsupported value: ${
        Number.isNaN(value) ? 'NaN' : `${value > 0 ? '+' : '-'}Inf`
      }`,
      node,
    );
  }
  return jsonNumber(value);
}

const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** A float as JSON text reads again: whole numbers are integers while they fit 64 bits. */
function jsonNumber(value: number): number | bigint {
  if (!Number.isInteger(value)) return value;
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  if (Math.abs(value) >= 1e21) return value;
  const integer = BigInt(String(value));
  return integer <= MAX_UINT64 && integer >= MIN_INT64 ? integer : value;
}

function binaryText(node: YamlNode): string {
  try {
    const binary = atob(node.value.replace(/\s+/g, ''));
    return new TextDecoder().decode(
      Uint8Array.from(binary, character => character.charCodeAt(0)),
    );
  } catch (cause) {
    throw unwritable(
      'yaml: !!binary value contains invalid base64 data',
      node,
      cause,
    );
  }
}

function unwritable(
  message: string,
  node: YamlNode,
  cause?: unknown,
): KustomizeError {
  return new KustomizeError('unwritable-resource', message, {
    line: node.line || undefined,
    column: node.column || undefined,
    cause,
  });
}
