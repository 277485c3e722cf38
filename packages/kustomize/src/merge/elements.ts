import type { YamlNode } from '@backstage-gitops/go-yaml';
import {
  fieldOf,
  isMissingOrNull,
  isNilOrEmpty,
  requireKind,
  textOf,
} from '../resources/tree';

/**
 * Puts `element` in the place of every item whose `keys` have `values`, at
 * the end when there is none; `undefined` removes the items. Null and `{}`
 * items are dropped on the way. A value `''` fits whatever the field holds.
 */
export function setElement(
  sequence: YamlNode,
  element: YamlNode | undefined,
  keys: readonly string[],
  values: readonly string[],
): void {
  requireKind(sequence, 'sequence');
  const forMappings =
    keys.length > 0 && keys[0] !== '' && values.length > 0 && values[0] !== '';
  const names = keys.length === 0 ? [''] : keys;
  const kept: YamlNode[] = [];
  let found = false;
  for (const item of sequence.content) {
    if (
      isMissingOrNull(item) ||
      (item.kind === 'mapping' && item.content.length === 0)
    ) {
      continue;
    }
    if (forMappings && item.kind !== 'mapping') {
      kept.push(item);
    } else if (!fits(item, names, values)) {
      if (values.length > 0) kept.push(item);
    } else {
      found = true;
      if (element !== undefined) kept.push(element);
    }
  }
  sequence.content = kept;
  if (!found && !isMissingOrNull(element)) sequence.content.push(element);
}

function fits(
  item: YamlNode,
  keys: readonly string[],
  values: readonly string[],
): boolean {
  let value: YamlNode | undefined;
  for (let i = 0; i < keys.length; i++) {
    if (i < values.length) value = match(item, keys[i], values[i]);
    if (value === undefined) return false;
  }
  return true;
}

function match(
  item: YamlNode,
  key: string,
  text: string,
): YamlNode | undefined {
  if (key === '') {
    requireKind(item, 'scalar');
    return textOf(item) === text ? item : undefined;
  }
  requireKind(item, 'mapping');
  const field = fieldOf(item, key);
  return field !== undefined && (text === '' || field.value === text)
    ? field
    : undefined;
}

/** Values of `keys` for every item of a sequence, `''` for what is missing. */
export function elementValues(
  sequence: YamlNode,
  keys: readonly string[],
): string[][] {
  return sequence.content.map(item =>
    keys.map(key => {
      const field = item.kind === 'mapping' ? fieldOf(item, key) : undefined;
      return isNilOrEmpty(field) ? '' : field!.value;
    }),
  );
}
