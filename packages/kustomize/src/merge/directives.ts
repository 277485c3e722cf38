import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import {
  clearField,
  fieldOf,
  getField,
  isMissingOrNull,
} from '../resources/tree';
import { setElement } from './elements';

/** What a patch asks for at one place: `$patch: delete | replace | merge`. */
type Directive = 'delete' | 'replace' | 'merge';

const KEY = '$patch';

/**
 * Reads and removes the directive of a patch node; without one it is `merge`.
 * @throws KustomizeError - invalid-patch, for another word or a scalar
 */
export function takeDirective(patch: YamlNode | undefined): Directive {
  if (patch === undefined) return 'merge';
  switch (patch.kind) {
    case 'mapping':
      return takeFromMapping(patch);
    case 'sequence':
      return takeFromSequence(patch);
    default:
      throw new KustomizeError(
        'invalid-patch',
        `no implemented strategic merge patch strategy for '${patch.tag}' ('${patch.value}')`,
        { line: patch.line || undefined },
      );
  }
}

function takeFromMapping(patch: YamlNode): Directive {
  const value = getField(patch, KEY);
  if (value === undefined) return 'merge';
  const directive = parse(value);
  clearField(patch, KEY);
  return directive;
}

/** In a list the directive is an item of its own: `- $patch: replace`. */
function takeFromSequence(patch: YamlNode): Directive {
  const item = patch.content.find(
    element =>
      !isMissingOrNull(element) &&
      element.kind === 'mapping' &&
      fieldOf(element, KEY) !== undefined,
  );
  if (item === undefined || item.content.length > 2) return 'merge';
  const directive = parse(fieldOf(item, KEY)!);
  setElement(patch, undefined, [KEY], [directive]);
  return directive;
}

function parse(value: YamlNode): Directive {
  const text = value.value;
  if (text === 'delete' || text === 'replace' || text === 'merge') return text;
  throw new KustomizeError(
    'invalid-patch',
    `unknown patch strategy '${text}'`,
    {
      line: value.line || undefined,
    },
  );
}
