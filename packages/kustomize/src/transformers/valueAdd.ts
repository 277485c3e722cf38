import type { SelectorSettings } from '../load/kustomizationTypes';
import { lookup } from '../resources/lookup';
import { splitPath } from '../resources/pathSyntax';
import type { Resource } from '../resources/resource';
import { requireKind, scalarNode, setScalar } from '../resources/tree';
import { selectResources } from '../select/selector';
import { setNamespaces } from './namespace';
import type { Transformer } from './transformer';

/** One field that {@link valueAddTransformer} writes. */
export interface ValueAddTarget {
  readonly selector?: SelectorSettings;
  readonly fieldPath?: string;
  /** Inserts the value as n-th part of a file path; 0 replaces the field. */
  readonly filePathPosition?: number;
}

/** Writes one value to fields of the selected objects (kind ValueAddTransformer). */
export function valueAddTransformer(
  value: string,
  targets: readonly ValueAddTarget[],
): Transformer {
  return map => {
    for (const target of targets) {
      const resources =
        target.selector === undefined
          ? map.resources
          : selectResources(map.resources, target.selector);
      for (const resource of resources) addValue(resource, value, target);
    }
  };
}

function addValue(
  resource: Resource,
  value: string,
  target: ValueAddTarget,
): void {
  const { fieldPath = '', filePathPosition = 0 } = target;
  if (fieldPath === 'metadata/namespace') {
    setNamespaces(resource, { namespace: value, fieldSpecs: [] });
  } else {
    const field = lookup(resource.node, splitPath(fieldPath, '/'), 'scalar');
    if (field === undefined) return;
    requireKind(field, 'scalar');
    const text =
      filePathPosition > 0
        ? insertPathPart(field.value, filePathPosition - 1, value)
        : value;
    setScalar(field, scalarNode(text));
  }
  resource.touch();
}

/** `a/b` with `x` at 1 is `a/x/b`; positions beyond the end append. */
function insertPathPart(path: string, position: number, part: string): string {
  if (part === '') return path;
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter(element => element !== '');
  parts.splice(Math.min(position, parts.length), 0, part);
  return (isAbsolute ? '/' : '') + parts.join('/');
}
