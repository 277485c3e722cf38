import type { YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import type {
  FieldOptions,
  ReplacementSettings,
  ReplacementSource,
  ReplacementTarget,
} from '../load/kustomizationTypes';
import { lookup } from '../resources/lookup';
import { matchPath } from '../resources/pathMatcher';
import { splitBracketPath } from '../resources/pathSyntax';
import type { Resource } from '../resources/resource';
import {
  describeGvk,
  effectiveNamespace,
  isSelected,
  type ResourceId,
} from '../resources/resourceId';
import {
  assignNode,
  copyNode,
  isNilOrEmpty,
  scalarNode,
  sizeOf,
  textOf,
} from '../resources/tree';
import { compileSelector } from '../select/selector';
import { parseLabelSelector } from '../select/labelSelector';
import { replaceInStructuredText } from './structuredText';
import type { Transformer } from './transformer';

const DEFAULT_PATH = 'metadata.name';

/** What a character of structured text costs once it is parsed, in bytes. */
const PARSED_BYTES = 16;

/**
 * Copies values between fields of objects.
 * @throws KustomizeError - invalid-replacement: no or several sources, a
 *   missing field, an index out of range
 */
export function replacementTransformer(
  replacements: readonly ReplacementSettings[],
): Transformer {
  return map => {
    for (const replacement of replacements) {
      const { source, sourceValue, targets } = replacement;
      if (
        (source === undefined && sourceValue === undefined) ||
        targets === undefined
      ) {
        throw fault(
          'replacements must specify a source and at least one target',
        );
      }
      const value = sourceNode(map.resources, replacement);
      for (const target of targets)
        applyToTargets(map.resources, value, target);
    }
  };
}

function fault(message: string): KustomizeError {
  return new KustomizeError('invalid-replacement', message);
}

function sourceNode(
  resources: readonly Resource[],
  { source, sourceValue }: ReplacementSettings,
): YamlNode {
  if (source === undefined) return scalarNode(sourceValue!);
  if (sourceValue !== undefined) {
    throw fault('value and resource selectors are mutually exclusive');
  }
  const resource = selectSource(resources, source);
  const path = source.fieldPath || DEFAULT_PATH;
  const node = withPrefix('error looking up replacement source', () =>
    lookup(resource.node, splitBracketPath(path, '.')),
  );
  if (isNilOrEmpty(node)) {
    throw fault(
      `fieldPath \`${path}\` is missing for replacement source ${describeSelector(
        source,
      )}`,
    );
  }
  return refine(node!, source.options);
}

/** All identities of an object; earlier ones are never cluster-scoped. */
function idsOf(resource: Resource): ResourceId[] {
  const current = { ...resource.currentId, clusterScoped: false };
  return [current, ...resource.previousIds];
}

function selectSource(
  resources: readonly Resource[],
  source: ReplacementSource,
): Resource {
  const wanted = {
    group: source.group ?? '',
    version: source.version ?? '',
    kind: source.kind ?? '',
    name: source.name ?? '',
    namespace: source.namespace ?? '',
    clusterScoped: false,
  };
  const matches = resources.filter(resource =>
    idsOf(resource).some(
      id =>
        (wanted.name === '' || wanted.name === id.name) &&
        (wanted.namespace === '' ||
          effectiveNamespace(wanted) === effectiveNamespace(id)) &&
        isSelected(id, wanted),
    ),
  );
  if (matches.length === 1) return matches[0];
  throw fault(
    `${
      matches.length === 0
        ? 'nothing selected by'
        : 'multiple matches for selector'
    } ${describeSource(source)}`,
  );
}

function describeSelector(source: ReplacementSource): string {
  const gvk = {
    group: source.group ?? '',
    version: source.version ?? '',
    kind: source.kind ?? '',
  };
  return `${describeGvk(gvk)}/${source.name || '[noName]'}.${
    source.namespace || '[noNs]'
  }`;
}

function describeSource(source: ReplacementSource): string {
  const path = source.fieldPath ? `:${source.fieldPath}` : '';
  return describeSelector(source) + path;
}

function refine(node: YamlNode, options: FieldOptions | undefined): YamlNode {
  if (!options?.delimiter) return node;
  if (node.kind !== 'scalar') {
    throw fault('delimiter option can only be used with scalar nodes');
  }
  const parts = textOf(node).split(options.delimiter);
  const index = options.index ?? 0;
  if (index < 0 || index >= parts.length) {
    throw fault(
      `options.index ${index} is out of bounds for value ${textOf(node)}`,
    );
  }
  const copy = copyNode(node);
  copy.value = parts[index];
  return copy;
}

function applyToTargets(
  resources: readonly Resource[],
  value: YamlNode,
  target: ReplacementTarget,
): void {
  if (target.select === undefined) {
    throw fault('target must specify resources to select');
  }
  const selects = withPrefix('error creating target selector', () =>
    targetFilter(target),
  );
  for (const resource of resources) {
    if (!selects(resource)) continue;
    const paths = target.fieldPaths?.length
      ? target.fieldPaths
      : [DEFAULT_PATH];
    for (const path of paths) copyValue(resource, value, path, target.options);
    resource.touch();
  }
}

function targetFilter(
  target: ReplacementTarget,
): (resource: Resource) => boolean {
  const select = compileSelector(target.select!);
  const rejects = (target.reject ?? []).map(settings => ({
    settings,
    selector: compileSelector(settings),
    hasId: Boolean(
      settings.group ||
        settings.version ||
        settings.kind ||
        settings.name ||
        settings.namespace,
    ),
    labels: parseLabelSelector(settings.labelSelector ?? ''),
    annotations: parseLabelSelector(settings.annotationSelector ?? ''),
  }));
  const fits = (selector: typeof select, id: ResourceId) =>
    selector.matchesGvk(id) &&
    selector.matchesName(id.name) &&
    selector.matchesNamespace(id.namespace);
  return resource => {
    const { labels, annotations } = resource;
    if (
      !select.matchesAnnotations(annotations) ||
      !select.matchesLabels(labels)
    ) {
      return false;
    }
    const ids = idsOf(resource);
    const isRejected = rejects.some(
      reject =>
        ((reject.settings.labelSelector ||
          reject.settings.annotationSelector) &&
          reject.labels(labels) &&
          reject.annotations(annotations)) ||
        (reject.hasId && ids.some(id => fits(reject.selector, id))),
    );
    return !isRejected && ids.some(id => fits(select, id));
  };
}

function copyValue(
  resource: Resource,
  value: YamlNode,
  path: string,
  options: FieldOptions | undefined,
): void {
  const { node: root } = resource;
  const size = sizeOf(value);
  const create = options?.create ? value.kind : undefined;
  resource.grow(size);
  const parts = splitBracketPath(path, '.');
  const grown = replaceInStructuredText(root, value, parts, create);
  if (grown !== undefined) {
    resource.grow(Math.max(0, grown) * PARSED_BYTES);
    return;
  }
  const missing = options?.create
    ? `unable to find or create field "${path}" in replacement target`
    : `unable to find field "${path}" in replacement target`;
  const fields = withPrefix(missing, () => matchPath(root, parts, create));
  if (fields === undefined || fields.length === 0) throw fault(missing);
  for (const field of fields) {
    const kept = options?.delimiter ? field.value.length : 0;
    resource.grow(size + kept);
    setFieldValue(field, value, options);
  }
}

function setFieldValue(
  field: YamlNode,
  source: YamlNode,
  options: FieldOptions | undefined,
): void {
  const value = copyNode(source);
  if (options?.delimiter) {
    if (field.kind !== 'scalar') {
      throw fault('delimiter option can only be used with scalar nodes');
    }
    const parts = field.value.split(options.delimiter);
    const index = options.index ?? 0;
    if (index < 0) parts.unshift(textOf(value));
    else if (index >= parts.length) parts.push(textOf(value));
    else parts[index] = textOf(value);
    value.value = parts.join(options.delimiter);
  }
  // A scalar keeps its type: a string that becomes `80` stays a string.
  if (field.kind === 'scalar') field.value = value.value;
  else assignNode(field, value);
}
