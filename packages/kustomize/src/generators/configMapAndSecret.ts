import { parseDocument, type YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError, withPrefix } from '../errors';
import type {
  GeneratorOptions,
  GeneratorSettings,
} from '../load/kustomizationTypes';
import { NEEDS_HASH } from '../resources/annotations';
import { lookup } from '../resources/lookup';
import { setAnnotation, setLabel } from '../resources/metadata';
import { Resource, type ResourceContext } from '../resources/resource';
import { scalarNode, setField, stringNode } from '../resources/tree';
import { configMapValue, decodeUtf8, wrappedBase64 } from './dataValue';
import { readKeyValues, type KeyValue } from './keyValues';

/** What generating needs beside the settings. */
interface GeneratorContext {
  readonly context: ResourceContext;
  readonly load: (path: string) => Uint8Array;
}

/** Makes a ConfigMap. @throws KustomizeError - invalid-config, not-found */
export function generateConfigMap(
  settings: GeneratorSettings,
  generator: GeneratorContext,
): Resource {
  const node = baseNode('ConfigMap', settings);
  for (const { key, value } of sortedKeyValues(settings, generator)) {
    const text = decodeUtf8(value);
    const map = lookup(
      node,
      [text === undefined ? 'binaryData' : 'data'],
      'mapping',
    )!;
    setField(map, key, configMapValue(text ?? wrappedBase64(value)));
  }
  return finish(node, settings, generator);
}

/** Makes a Secret. @throws KustomizeError - invalid-config, not-found */
export function generateSecret(
  settings: GeneratorSettings,
  generator: GeneratorContext,
): Resource {
  const node = baseNode('Secret', settings);
  setField(node, 'type', stringNode(settings.type || 'Opaque'));
  const pairs = sortedKeyValues(settings, generator);
  const map = lookup(node, ['data'], 'mapping')!;
  for (const { key, value } of pairs) {
    setField(map, key, configMapValue(wrappedBase64(value)));
  }
  return finish(node, settings, generator);
}

function baseNode(
  kind: 'ConfigMap' | 'Secret',
  { name, namespace }: GeneratorSettings,
): YamlNode {
  if (!name) {
    throw new KustomizeError('invalid-config', 'a configmap must have a name');
  }
  // Read from text, as in kustomize: should the kind change, where its fields
  // stand goes into the hash behind the name.
  const node = parseDocument(`\napiVersion: v1\nkind: ${kind}\n`)!.content[0];
  const metadata = lookup(node, ['metadata'], 'mapping')!;
  setField(metadata, 'name', stringNode(name));
  if (namespace) setField(metadata, 'namespace', stringNode(namespace));
  return node;
}

function sortedKeyValues(
  settings: GeneratorSettings,
  { load }: GeneratorContext,
): KeyValue[] {
  const pairs = withPrefix('loading KV pairs', () =>
    readKeyValues(settings, load),
  );
  const seen = new Set<string>();
  for (const { key } of pairs) {
    if (seen.has(key)) {
      throw new KustomizeError(
        'invalid-config',
        `configmap ${settings.name} illegally repeats the key \`${key}\``,
      );
    }
    seen.add(key);
  }
  return pairs.sort((a, b) => (a.key < b.key ? -1 : 1));
}

function finish(
  node: YamlNode,
  { options, behavior }: GeneratorSettings,
  { context }: GeneratorContext,
): Resource {
  applyOptions(node, options ?? {});
  const resource = new Resource(node, context);
  if (!options?.disableNameSuffixHash) resource.enable(NEEDS_HASH);
  resource.setBehavior(behavior ?? '');
  return resource;
}

function applyOptions(node: YamlNode, options: GeneratorOptions): void {
  for (const [key, value] of sorted(options.labels)) setLabel(node, key, value);
  for (const [key, value] of sorted(options.annotations)) {
    setAnnotation(node, key, value);
  }
  if (options.immutable)
    setField(node, 'immutable', scalarNode('true', '!!bool'));
}

function sorted(
  map: ReadonlyMap<string, string> | undefined,
): [string, string][] {
  return [...(map ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The options of one generator with those of the kustomization, which only add. */
export function mergeGeneratorOptions(
  own: GeneratorOptions | undefined,
  common: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (common === undefined) return own;
  const merge = (
    a: Map<string, string> | undefined,
    b: Map<string, string> | undefined,
  ) =>
    a === undefined && b === undefined
      ? undefined
      : new Map([...(b ?? []), ...(a ?? [])]);
  return {
    labels: merge(own?.labels, common.labels),
    annotations: merge(own?.annotations, common.annotations),
    disableNameSuffixHash:
      own?.disableNameSuffixHash || common.disableNameSuffixHash,
    immutable: own?.immutable || common.immutable,
  };
}
