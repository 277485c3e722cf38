import {
  createNode,
  parseDocument,
  type YamlNode,
} from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import { compilePattern } from '../select/regex';
import {
  isListCondition,
  isListPosition,
  kindBefore,
  splitCondition,
} from './lookup';
import { emitTree } from './reread';
import {
  elementsOf,
  getField,
  isStringNode,
  mapField,
  requireKind,
  scalarNode,
  setField,
} from './tree';

/**
 * Finds all nodes at a path that may hold `*` (every item), positions and
 * conditions with regular expressions (`[name=web.*]`). With `create` what is
 * missing is made, the last node of that kind.
 * @returns `undefined` when a field on the way is missing
 * @throws KustomizeError - a node of the wrong kind, a position out of range
 */
export function matchPath(
  node: YamlNode | undefined,
  path: readonly string[],
  create?: YamlNode['kind'],
): YamlNode[] | undefined {
  if (path.length === 0) return node === undefined ? [] : [node];
  const [part, ...rest] = path;
  if (node === undefined) return undefined;
  if (isListPosition(part)) return matchPosition(node, part, rest, create);
  if (isListCondition(part)) return matchCondition(node, part, rest, create);
  if (part === '*') {
    const found = elementsOf(node).flatMap(
      item => matchPath(item, rest, create) ?? [],
    );
    return found.length === 0 ? undefined : found;
  }
  return matchField(node, part, rest, create);
}

function matchField(
  node: YamlNode,
  name: string,
  rest: readonly string[],
  create: YamlNode['kind'] | undefined,
): YamlNode[] | undefined {
  let field = getField(node, name);
  if (field === undefined) {
    if (create === undefined) return undefined;
    field = createNode(kindBefore(rest[0], create));
    setField(node, name, field);
  }
  if (field.kind === 'scalar' && rest.length > 0) {
    return matchPath(parseScalar(field), rest, create);
  }
  return matchPath(field, rest, create);
}

/** The YAML or JSON that a string holds; changes of it do not reach the string. */
function parseScalar(field: YamlNode): YamlNode | undefined {
  try {
    return parseDocument(field.value)?.content[0];
  } catch (cause) {
    throw new KustomizeError(
      'invalid-replacement',
      cause instanceof Error ? cause.message : String(cause),
      { cause },
    );
  }
}

function matchPosition(
  node: YamlNode,
  part: string,
  rest: readonly string[],
  create: YamlNode['kind'] | undefined,
): YamlNode[] | undefined {
  const index = Math.abs(Number(part));
  const elements = elementsOf(node);
  if (elements.length === index && create !== undefined) {
    const made = createNode(kindBefore(rest[0], create));
    node.content.push(made);
    elements.push(made);
  }
  if (elements.length < index + 1) {
    throw new KustomizeError(
      'invalid-replacement',
      `index ${index} specified but only ${elements.length} elements found`,
    );
  }
  return matchPath(elements[index], rest, create);
}

function matchCondition(
  node: YamlNode,
  part: string,
  rest: readonly string[],
  create: YamlNode['kind'] | undefined,
): YamlNode[] | undefined {
  const [name, pattern] = splitCondition(part);
  const search = () => searchElements(node, { name, pattern }, rest, create);
  const found = search();
  if (found !== undefined || create === undefined) return found;
  const value = scalarNode(pattern);
  const made =
    name === ''
      ? value
      : createNode('mapping', { content: [scalarNode(name), value] });
  withPrefix(`failed to create element for "${part}"`, () => {
    requireKind(node, 'sequence');
  });
  node.content.push(made);
  return search();
}

function searchElements(
  node: YamlNode,
  { name, pattern }: { name: string; pattern: string },
  rest: readonly string[],
  create: YamlNode['kind'] | undefined,
): YamlNode[] | undefined {
  const elements = elementsOf(node);
  if (elements.length === 0) return undefined;
  const matches = compilePattern(pattern);
  const found: YamlNode[] = [];
  for (const element of elements) {
    if (name === '') {
      if (matches(writtenText(element))) found.push(element);
      continue;
    }
    const value = mapField(element, name);
    if (value === undefined || !matches(writtenText(value))) continue;
    found.push(...(matchPath(element, rest, create) ?? []));
  }
  return found.length === 0 ? undefined : found;
}

/** A node as it stands in YAML, quotes included, without white space around it. */
function writtenText(node: YamlNode): string {
  if (
    isStringNode(node) &&
    node.style === 0 &&
    /^[A-Za-z][\w/-]*$/.test(node.value)
  ) {
    return node.value;
  }
  return emitTree(node).trim();
}
