import { parseDocument, Style, type YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import { fromJson } from '../resources/fromValue';
import { requireMetadata } from '../resources/metadata';
import { Resource, type ResourceContext } from '../resources/resource';
import { toValue, type JsonValue } from '../resources/toValue';
import { copyNode, fieldOf, isNilOrEmpty, mapField } from '../resources/tree';
import { expandAliases } from './expandAliases';
import { decodeText } from './text';

/** What reading needs beside the text. */
export interface ReadContext {
  readonly context: ResourceContext;
  /** Keeps objects marked as local configuration. */
  readonly includeLocalConfigs: boolean;
}

/**
 * Reads all objects of a YAML text: documents, Lists and FooLists. Objects
 * marked as local configuration are among them: they take part in the build
 * and are left out of its result.
 * @throws KustomizeError - malformed-yaml, invalid-resource
 */
export function readResources(
  content: Uint8Array | string,
  { context }: ReadContext,
  file?: string,
): Resource[] {
  const text =
    typeof content === 'string' ? content : decodeText(content, file);
  return expandLists(dropEmpty(readNodes(text, file))).map(
    node => new Resource(node, context),
  );
}

/** Documents of a text; a single List stands for its items. */
function readNodes(text: string, file: string | undefined): YamlNode[] {
  const pieces = splitDocuments(text.replace(/\r\n/g, '\n'), file);
  const nodes: YamlNode[] = [];
  let line = 0;
  for (const piece of pieces) {
    const root = parsePiece(piece, line, file);
    line += countLines(piece) + 1;
    if (root === undefined || root.tag === '!!null') continue;
    const items = pieces.length === 1 ? listItems(root) : undefined;
    nodes.push(...(items ?? [root]));
  }
  return nodes.map(node => expandAliases(node, file));
}

function listItems(root: YamlNode): YamlNode[] | undefined {
  const kind = fieldOf(root, 'kind')?.value;
  const isWrapper = kind === 'List' || kind === 'ResourceList';
  const items = mapField(root, 'items');
  if (!isWrapper || root.kind !== 'mapping') return undefined;
  if (items === undefined && mapField(root, 'functionConfig') === undefined) {
    return undefined;
  }
  return items?.content ?? [];
}

function countLines(text: string): number {
  let lines = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1))
    lines += 1;
  return lines;
}

/** Splits at lines that start with `---`. */
function splitDocuments(text: string, file: string | undefined): string[] {
  if (!text.includes('\n---')) return [text];
  const separator = /\n---.*\n/g;
  const pieces: string[] = [];
  let start = 0;
  for (
    let match = separator.exec(text);
    match !== null;
    match = separator.exec(text)
  ) {
    const rest = match[0].slice(4).trim();
    if (rest !== '' && !rest.startsWith('#')) {
      throw new KustomizeError(
        'malformed-yaml',
        `invalid document separator: ${match[0].trim()}`,
        { file },
      );
    }
    pieces.push(`${text.slice(start, match.index)}\n`);
    start = match.index + match[0].length;
  }
  pieces.push(text.slice(start));
  return pieces;
}

function parsePiece(
  piece: string,
  lineOffset: number,
  file: string | undefined,
): YamlNode | undefined {
  try {
    return parseDocument(piece)?.content[0];
  } catch (cause) {
    const fault = cause as Error & { line?: number; column?: number };
    throw new KustomizeError(
      'malformed-yaml',
      `MalformedYAMLError: ${fault.message}`,
      {
        file,
        line: fault.line === undefined ? undefined : fault.line + lineOffset,
        column: fault.column,
        cause,
      },
    );
  }
}

function dropEmpty(nodes: readonly YamlNode[]): YamlNode[] {
  const kept = nodes.filter(node => !isNilOrEmpty(node));
  kept.forEach(requireMetadata);
  return kept;
}

/** A FooList is read as a value, not written as YAML in between. */
function withoutLayout(node: YamlNode): YamlNode {
  node.style &= ~(Style.Folded | Style.Flow);
  node.lineComment = '';
  node.content.forEach(withoutLayout);
  return node;
}

/**
 * The value of a FooList.
 * @throws KustomizeError - unwritable-resource, also for what is not an item
 */
function listValue(node: YamlNode): { items?: JsonValue } {
  return toValue(withoutLayout(copyNode(node))) as { items?: JsonValue };
}

/** Puts the items of FooLists in their place at the end. */
function expandLists(nodes: readonly YamlNode[]): YamlNode[] {
  const queue = nodes.slice();
  const result: YamlNode[] = [];
  for (let i = 0; i < queue.length; i++) {
    const node = queue[i];
    const kind = fieldOf(node, 'kind')?.value ?? '';
    const list = kind.endsWith('List') ? listValue(node) : {};
    if (list.items === undefined) {
      result.push(node);
    } else if (list.items !== null) {
      queue.push(...dropEmpty(itemNodes(node, list.items)));
    }
  }
  return result;
}

/** How Go calls the type of a value. */
function goType(value: JsonValue): string {
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return typeof value === 'bigint' || Number.isInteger(value)
    ? 'int'
    : 'float64';
}

function itemNodes(list: YamlNode, items: JsonValue): YamlNode[] {
  if (!Array.isArray(items)) {
    const field = mapField(list, 'items');
    const kind = fieldOf(list, 'kind')?.value;
    throw new KustomizeError(
      'invalid-resource',
      `expected array in ${kind}/items, but found ${goType(items)}`,
      { line: field?.line || undefined },
    );
  }
  return items.flatMap(item => {
    const node = fromJson(item);
    return listItems(node) ?? [node];
  });
}
