import {
  emitDocuments,
  parseDocument,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { goJson } from '../generators/goJson';
import { lookup } from '../resources/lookup';
import { matchPath } from '../resources/pathMatcher';
import { toValue, type JsonValue } from '../resources/toValue';
import { assignNode } from '../resources/tree';

/**
 * Changes a field inside JSON or YAML that a string of the object holds, for
 * example `data.config\.json.server.port`.
 * @returns by how many characters the string has grown; undefined when the path
 *   does not go through a string, or cannot be followed inside it; then nothing
 *   has changed
 */
export function replaceInStructuredText(
  root: YamlNode,
  value: YamlNode,
  path: readonly string[],
  create: YamlNode['kind'] | undefined,
): number | undefined {
  const found = findStructuredText(root, path);
  if (found === undefined) return undefined;
  try {
    const fields =
      matchPath(found.document.content[0], found.rest, create) ?? [];
    if (fields.length === 0) return undefined;
    for (const field of fields) {
      if (field.kind === 'scalar') field.value = value.value;
      else assignNode(field, value);
    }
    const before = found.scalar.value;
    found.scalar.value = serialize(found.document, before);
    return found.scalar.value.length - before.length;
  } catch {
    return undefined;
  }
}

interface StructuredText {
  readonly scalar: YamlNode;
  readonly document: YamlNode;
  readonly rest: readonly string[];
}

function findStructuredText(
  root: YamlNode,
  path: readonly string[],
): StructuredText | undefined {
  for (let i = 1; i < path.length; i++) {
    try {
      const scalar = lookup(root, path.slice(0, i));
      if (scalar?.kind !== 'scalar') continue;
      const document = parseDocument(scalar.value);
      if (document === undefined) return undefined;
      return { scalar, document, rest: path.slice(i) };
    } catch {
      continue;
    }
  }
  return undefined;
}

function serialize(document: YamlNode, original: string): string {
  const trimmed = original.trim();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) {
    return emitDocuments([document], {
      indent: 2,
      compactSequences: true,
    }).trim();
  }
  const data = toValue(document);
  return original.includes('\n') && original.includes('  ')
    ? indentedJson(data, '')
    : goJson(data);
}

/** JSON as Go's `json.MarshalIndent(x, "", "  ")` writes it. */
function indentedJson(value: JsonValue, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map(item => inner + indentedJson(item, inner));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const keys = Object.keys(value).sort();
    if (keys.length === 0) return '{}';
    const entries = keys.map(
      key => `${inner}${goJson(key)}: ${indentedJson(value[key], inner)}`,
    );
    return `{\n${entries.join(',\n')}\n${indent}}`;
  }
  return goJson(value);
}
