import {
  createNode,
  emitDocuments,
  parseDocuments,
  resolveScalar,
  shortTagOf,
  Style,
  YamlError,
} from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';
import {
  decodeBase64,
  decodeUtf8,
  encodeBase64,
  encodeUtf8,
  hasRawBytes,
} from '../bytes';
import { SopsError } from '../errors';
import { formatGeneral } from '../numbers';
import { Comment, Timestamp, TreeBranch, TreeItem, TreeValue } from '../tree';
import { Store } from './format';

const INDENT = 4;
const BASE60_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const OLD_BOOLEAN = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d?):(\d\d?)(?:\.(\d*))?[ \t]*(Z|[-+]\d\d?(?::?\d\d)?)?)?$/;

function fault(node: YamlNode, message: string): SopsError {
  const where = node.line > 0 ? `line ${node.line}: ` : '';
  return new SopsError(
    'BAD_DOCUMENT',
    `Error unmarshaling input YAML: ${where}${message}`,
  );
}

function notUtf8(): SopsError {
  return new SopsError(
    'BAD_DOCUMENT',
    'Error unmarshaling input YAML: the document is not UTF-8',
  );
}

function comments(text: string, inline: boolean): Comment[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => new Comment(line.slice(1), inline));
}

const asItems = (text: string, inline = false): TreeItem[] =>
  comments(text, inline).map(key => ({ key, value: null }));

/** A timestamp of YAML as Go's RFC 3339 text. */
function normalizeTimestamp(text: string): Timestamp {
  const match = TIMESTAMP.exec(text);
  if (!match) return new Timestamp(text);
  const [, year, ...rest] = match;
  const [month, day, hour, minute, second] = rest
    .slice(0, 5)
    .map(part => (part ?? '0').padStart(2, '0'));
  const fraction = (rest[5] ?? '').replace(/0+$/, '').slice(0, 9);
  const [, sign, hours, minutes] =
    /^([-+])(\d\d?):?(\d\d)?$/.exec(rest[6] ?? '') ?? [];
  const zone = sign
    ? `${sign}${hours.padStart(2, '0')}:${minutes ?? '00'}`
    : 'Z';
  return new Timestamp(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${
      fraction && `.${fraction}`
    }${/^[-+]00:00$/.test(zone) ? 'Z' : zone}`,
  );
}

function binary(node: YamlNode): string {
  try {
    return decodeUtf8(decodeBase64(node.value.replace(/\s/g, '')));
  } catch {
    throw fault(node, '!!binary value contains invalid base64 data');
  }
}

function scalar(node: YamlNode): TreeValue {
  const { tag, value } = resolveScalar(node);
  switch (tag) {
    case '!!null':
      return null;
    case '!!int':
      return BigInt(value as number | bigint);
    case '!!timestamp':
      return normalizeTimestamp(String(value));
    case '!!binary':
      return binary(node);
    case '!!float':
    case '!!bool':
      return value as number | boolean;
    default:
      return node.value;
  }
}

/** @param isHandled - the comments of the node are already in the tree */
function valueOf(node: YamlNode, isHandled: boolean): TreeValue {
  switch (node.kind) {
    case 'sequence':
      return listOf(node, isHandled);
    case 'mapping':
      return new TreeBranch(itemsOf(node, isHandled));
    case 'alias':
      return node.alias ? valueOf(node.alias, false) : null;
    default:
      return scalar(node);
  }
}

function listOf(node: YamlNode, isHandled: boolean): TreeValue[] {
  const own = (text: string) => (isHandled ? [] : comments(text, false));
  return [
    ...own(node.headComment),
    ...own(node.lineComment),
    ...node.content.flatMap(item => [
      ...comments(item.headComment, false),
      ...comments(item.lineComment, true),
      valueOf(item, true),
      ...comments(item.footComment, false),
    ]),
    ...own(node.footComment),
  ];
}

function keyOf(node: YamlNode): string {
  const tag = shortTagOf(node);
  if (node.kind === 'scalar' && (tag === '!!str' || tag === '!!merge')) {
    return node.value;
  }
  throw fault(
    node,
    'Tree contains a non-string key. Only string keys are supported',
  );
}

function pairItems(key: YamlNode, value: YamlNode): TreeItem[] {
  const isLeaf = value.kind === 'scalar' || value.kind === 'alias';
  return [
    ...asItems(key.headComment),
    ...asItems(key.lineComment),
    ...(isLeaf ? asItems(value.headComment) : []),
    ...(isLeaf ? asItems(value.lineComment, true) : []),
    { key: keyOf(key), value: valueOf(value, isLeaf) },
    ...(isLeaf ? asItems(value.footComment) : []),
    ...asItems(key.footComment),
  ];
}

function itemsOf(node: YamlNode, isHandled: boolean): TreeItem[] {
  const own = (text: string) => (isHandled ? [] : asItems(text));
  const inner: TreeItem[] = [];
  switch (node.kind) {
    case 'document':
      inner.push(...node.content.flatMap(root => itemsOf(root, false)));
      break;
    case 'mapping':
      for (let index = 0; index < node.content.length; index += 2) {
        inner.push(...pairItems(node.content[index], node.content[index + 1]));
      }
      break;
    case 'alias':
      if (node.alias) inner.push(...itemsOf(node.alias, false));
      break;
    case 'scalar':
      if (shortTagOf(node) === '!!null') {
        return [...own(node.headComment), ...own(node.lineComment)];
      }
      throw fault(node, 'YAML documents that are values are not supported');
    default:
      throw fault(node, 'YAML documents that are sequences are not supported');
  }
  return [
    ...own(node.headComment),
    ...own(node.lineComment),
    ...inner,
    ...own(node.footComment),
  ];
}

/** Values that a document may have with its aliases written out. */
const MAX_VALUES = 1_000_000;

/** Refuses a document that aliases blow up. */
function refuseBomb(root: YamlNode): void {
  const sizes = new Map<YamlNode, number>();
  const sizeOf = (node: YamlNode): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    const inner = node.alias ? [node.alias] : node.content;
    const size = inner.reduce((sum, child) => sum + sizeOf(child), 1);
    sizes.set(node, size);
    return size;
  };
  if (sizeOf(root) > MAX_VALUES) {
    throw fault(root, `more than ${MAX_VALUES} values`);
  }
}

/** Refuses a mapping with a key twice, in any depth. */
function refuseDuplicates(node: YamlNode): void {
  if (node.kind === 'mapping') {
    const seen = new Set<string>();
    for (let index = 0; index < node.content.length; index += 2) {
      const key = node.content[index];
      if (key.kind === 'scalar' && seen.has(key.value)) {
        throw fault(key, `mapping key "${key.value}" already defined`);
      }
      seen.add(key.value);
    }
  }
  node.content.forEach(refuseDuplicates);
}

/** Base64 in lines of 70 characters, a short one without a line's end. */
function binaryNode(text: string): YamlNode {
  const base64 = encodeBase64(encodeUtf8(text));
  const isLong = base64.length >= 70;
  return createNode('scalar', {
    tag: '!!binary',
    value: isLong ? base64.replace(/.{1,70}/g, '$&\n') : base64,
    style: Style.Tagged + (isLong ? Style.Literal : 0),
  });
}

function stringNode(text: string): YamlNode {
  if (hasRawBytes(text)) return binaryNode(text);
  if (text.includes('\n')) {
    return createNode('scalar', {
      tag: '!!str',
      value: text,
      style: Style.Literal,
    });
  }
  // Go's encoder does not quote this one and then takes it for a merge key.
  if (text === '<<') {
    return createNode('scalar', { tag: '!!merge', value: text });
  }
  const plain = createNode('scalar', { value: text });
  const isPlain =
    resolveScalar(plain).tag === '!!str' &&
    !BASE60_FLOAT.test(text) &&
    !OLD_BOOLEAN.test(text);
  return isPlain
    ? createNode('scalar', { tag: '!!str', value: text })
    : createNode('scalar', { tag: '!!str', value: text, style: Style.Double });
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return formatGeneral(value);
}

function nodeOf(value: TreeValue): YamlNode {
  if (value instanceof TreeBranch) return mappingNode(value);
  if (Array.isArray(value)) return sequenceNode(value);
  if (typeof value === 'string') return stringNode(value);
  const plain = (text: string) => createNode('scalar', { value: text });
  if (value === null) return plain('null');
  if (value instanceof Timestamp) return plain(value.text);
  if (value instanceof Comment) return stringNode(value.value);
  return plain(typeof value === 'number' ? floatText(value) : String(value));
}

/** Comments on their way to the node that they belong to. */
class PendingComments {
  private head: string[] = [];
  private inline: string[] = [];

  add({ value, inline }: Comment): void {
    (inline ? this.inline : this.head).push(value);
  }

  headOnto(node: YamlNode): void {
    if (this.head.length === 0) return;
    const text = `#${this.head.join('\n#')}`;
    node.headComment = node.headComment ? `${text}\n${node.headComment}` : text;
    this.head = [];
  }

  inlineOnto(node: YamlNode): void {
    if (this.inline.length === 0) return;
    const text = `#${this.inline.join('\n#')}`;
    node.lineComment = node.lineComment ? `${node.lineComment}\n${text}` : text;
    this.inline = [];
  }

  /** What is left stands after the last entry, or is all there is. */
  rest(parent: YamlNode, last: YamlNode | undefined): void {
    this.head.push(...this.inline);
    if (this.head.length === 0) return;
    if (!last) {
      this.headOnto(parent);
      return;
    }
    const text = `#${this.head.join('\n#')}`;
    last.footComment = last.footComment ? `${last.footComment}\n${text}` : text;
  }
}

function mappingNode(branch: TreeBranch): YamlNode {
  const mapping = createNode('mapping');
  const pending = new PendingComments();
  for (const { key, value } of branch.items) {
    if (key instanceof Comment) {
      pending.add(key);
      continue;
    }
    if (mapping.content.length === 0) pending.headOnto(mapping);
    const keyNode = stringNode(key);
    pending.headOnto(keyNode);
    const valueNode = nodeOf(value);
    pending.inlineOnto(valueNode);
    mapping.content.push(keyNode, valueNode);
  }
  pending.rest(mapping, mapping.content[mapping.content.length - 2]);
  return mapping;
}

function sequenceNode(list: TreeValue[]): YamlNode {
  const sequence = createNode('sequence');
  const pending = new PendingComments();
  for (const value of list) {
    if (value instanceof Comment) {
      pending.add(value);
      continue;
    }
    if (sequence.content.length === 0) pending.headOnto(sequence);
    const node = nodeOf(value);
    pending.headOnto(node);
    pending.inlineOnto(node);
    sequence.content.push(node);
  }
  pending.rest(sequence, sequence.content[sequence.content.length - 1]);
  return sequence;
}

/** Documents with their comments; written with an indent of four. */
export const yamlStore: Store = {
  load(document) {
    try {
      const text = decodeUtf8(document);
      if (hasRawBytes(text)) throw notUtf8();
      return parseDocuments(text).map(node => {
        refuseBomb(node);
        refuseDuplicates(node);
        return new TreeBranch(itemsOf(node, false));
      });
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      throw new SopsError(
        'BAD_DOCUMENT',
        `Error unmarshaling input YAML: ${error.message}`,
        [],
        { cause: error },
      );
    }
  },
  emit(branches) {
    const documents = branches.map(branch =>
      createNode('document', { content: [mappingNode(branch)] }),
    );
    return encodeUtf8(emitDocuments(documents, { indent: INDENT }));
  },
};
