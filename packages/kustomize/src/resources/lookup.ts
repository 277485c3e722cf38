import { createNode, type YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import {
  elementsOf,
  fieldOf,
  getField,
  isMissingOrNull,
  requireKind,
  scalarNode,
  setField,
} from './tree';

/**
 * Walking a path of field names, list positions (`0`, `-` for the last) and
 * list conditions (`[name=web]`, `[=value]`), as kyaml's PathGetter.
 */

/** Whether a path part selects list items: `[name=web]`. */
export function isListCondition(part: string): boolean {
  return part.startsWith('[') && part.endsWith(']');
}

/** Whether a path part is a list position. */
export function isListPosition(part: string): boolean {
  return /^\+?\d+$/.test(part) || /^-0+$/.test(part);
}

/** Splits `[name=web]` into name and value. @throws KustomizeError - no `=` */
export function splitCondition(part: string): [string, string] {
  const inner = part.replace(/\]$/, '').replace(/^\[/, '');
  const equals = inner.indexOf('=');
  if (equals < 0) {
    throw new KustomizeError(
      'invalid-config',
      'list path element must contain fieldName=fieldValue for element to match',
    );
  }
  return [inner.slice(0, equals), inner.slice(equals + 1)];
}

/** Which kind of node must stand before the path part `next`. */
export function kindBefore(
  next: string | undefined,
  last: YamlNode['kind'],
): YamlNode['kind'] {
  if (next === undefined || next === '') return last;
  return isListCondition(next) || isListPosition(next) ? 'sequence' : 'mapping';
}

/**
 * Finds the node at `path`; with `create` missing mappings are made on the
 * way and the last node is made of that kind.
 * @throws KustomizeError - a step meets a node of the wrong kind
 */
export function lookup(
  root: YamlNode,
  path: readonly string[],
  create?: YamlNode['kind'],
): YamlNode | undefined {
  const parts = path.map(part => part.trim()).filter(part => part !== '');
  let node: YamlNode | undefined = root;
  for (let i = 0; i < parts.length && node !== undefined; i++) {
    node = step(node, parts[i], create && kindBefore(parts[i + 1], create));
  }
  return node;
}

function step(
  node: YamlNode,
  part: string,
  create: YamlNode['kind'] | undefined,
): YamlNode | undefined {
  if (/^[+-]?\d+$/.test(part)) {
    const index = Number(part);
    if (index < 0) {
      throw new KustomizeError(
        'invalid-config',
        `array index ${index} cannot be negative`,
      );
    }
    return elementsOf(node)[index];
  }
  if (part === '-') {
    const elements = elementsOf(node);
    return elements[elements.length - 1];
  }
  if (part === '*') {
    throw new KustomizeError(
      'invalid-config',
      'wildcard is not supported in PathGetter',
    );
  }
  if (isListCondition(part)) return matchOrAppend(node, part, create);
  return fieldOrCreate(node, part, create);
}

function fieldOrCreate(
  node: YamlNode,
  name: string,
  create: YamlNode['kind'] | undefined,
): YamlNode | undefined {
  const field = getField(node, name);
  if (field !== undefined || create === undefined || isMissingOrNull(node)) {
    return field;
  }
  const made = createNode(create);
  setField(node, name, made);
  return made;
}

function matchOrAppend(
  node: YamlNode,
  part: string,
  create: YamlNode['kind'] | undefined,
): YamlNode | undefined {
  const [name, value] = splitCondition(part);
  const found = matchElement(node, [name], [value]);
  if (found !== undefined || create === undefined) return found;
  const made =
    name === ''
      ? scalarNode(value)
      : createNode('mapping', {
          content: [scalarNode(name), scalarNode(value)],
        });
  node.content.push(made);
  return made;
}

/**
 * The first item of a sequence whose fields `keys` have exactly `values`; a
 * key `''` compares the item itself.
 * @throws KustomizeError - `node` is no sequence
 */
export function matchElement(
  node: YamlNode,
  keys: readonly string[],
  values: readonly string[],
): YamlNode | undefined {
  requireKind(node, 'sequence');
  if (keys.length === 0 || keys[0] === '') {
    return node.content.find(item => item.value === (values[0] ?? ''));
  }
  return node.content.find(item => {
    if (isMissingOrNull(item) || item.kind !== 'mapping') return false;
    return keys.every((key, i) => fieldOf(item, key)?.value === values[i]);
  });
}
