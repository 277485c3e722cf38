import { Style, type YamlNode } from '@backstage-gitops/go-yaml';
import { lookup } from './lookup';
import {
  clearField,
  fieldOf,
  getField,
  isMissingOrNull,
  isNilOrEmpty,
  setField,
  stringNode,
  textOf,
  mapField,
} from './tree';
import { KustomizeError } from '../errors';

/** Reading and writing what every Kubernetes object has (kyaml `rnode.go`, `kfns.go`). */

/** `metadata`, unless empty. */
function metadataOf(node: YamlNode): YamlNode | undefined {
  if (isMissingOrNull(node)) return undefined;
  const metadata = fieldOf(node, 'metadata');
  return isNilOrEmpty(metadata) ? undefined : metadata;
}

/** `metadata.name` or `metadata.namespace`; `''` when missing. */
export function metadataText(node: YamlNode, field: string): string {
  const value = fieldOf(metadataOf(node), field);
  return isNilOrEmpty(value) ? '' : value!.value;
}

/** `metadata.labels` or `metadata.annotations`, every value as text. */
export function metadataMap(
  node: YamlNode,
  field: 'labels' | 'annotations',
): Map<string, string> {
  const result = new Map<string, string>();
  const content = fieldOf(metadataOf(node), field)?.content ?? [];
  for (let i = 0; i + 1 < content.length; i += 2) {
    result.set(content[i].value, content[i + 1].value);
  }
  return result;
}

/** Replaces `metadata.labels` or `metadata.annotations`; empty removes it. */
export function setMetadataMap(
  node: YamlNode,
  field: 'labels' | 'annotations',
  values: ReadonlyMap<string, string>,
): void {
  const metadata = lookup(node, ['metadata'], 'mapping');
  if (metadata === undefined) return;
  clearField(metadata, field);
  if (values.size === 0) return;
  const map = lookup(metadata, [field], 'mapping')!;
  for (const key of [...values.keys()].sort()) {
    setField(map, key, stringNode(values.get(key)!));
  }
}

/** Sets one label, quoted. */
export function setLabel(node: YamlNode, key: string, value: string): void {
  const map = lookup(node, ['metadata', 'labels'], 'mapping');
  setQuoted(map, key, value);
}

/** Sets one annotation, quoted; an empty `annotations` is replaced. */
export function setAnnotation(
  node: YamlNode,
  key: string,
  value: string,
): void {
  const metadata = getField(node, 'metadata');
  if (metadata !== undefined) clearIfEmpty(metadata, 'annotations');
  clearIfEmpty(node, 'metadata');
  const map = lookup(node, ['metadata', 'annotations'], 'mapping');
  setQuoted(map, key, value);
}

function setQuoted(
  map: YamlNode | undefined,
  key: string,
  value: string,
): void {
  if (map === undefined) return;
  const node = stringNode(value);
  node.style = Style.Single;
  setField(map, key, node);
}

function clearIfEmpty(node: YamlNode, name: string): void {
  const value = mapField(node, name);
  if (value !== undefined && value.content.length === 0) clearField(node, name);
}

/** The parts of an object that identify it, as kyaml prints them in errors. */
interface ResourceMeta {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/**
 * Reads the metadata of an object and checks that it is one.
 * @throws KustomizeError - invalid-resource, without kind or name
 */
export function requireMetadata(node: YamlNode): ResourceMeta {
  const present = (name: string) => {
    const value = mapField(node, name);
    return isNilOrEmpty(value) ? undefined : value;
  };
  const metadata = present('metadata');
  const inMetadata = (name: string) => {
    const value = mapField(metadata, name);
    return isNilOrEmpty(value) ? undefined : value;
  };
  const map = (name: string) => {
    const result = new Map<string, string>();
    const value = inMetadata(name);
    if (value?.kind !== 'mapping') return result;
    for (let i = 0; i + 1 < value.content.length; i += 2) {
      result.set(textOf(value.content[i]), textOf(value.content[i + 1]));
    }
    return result;
  };
  const meta: ResourceMeta = {
    apiVersion: textOf(present('apiVersion')),
    kind: textOf(present('kind')),
    name: inMetadata('name')?.value ?? '',
    namespace: textOf(inMetadata('namespace')),
    labels: map('labels'),
    annotations: map('annotations'),
  };
  const nothing =
    present('apiVersion') === undefined &&
    present('kind') === undefined &&
    ['name', 'namespace', 'labels', 'annotations'].every(
      name => inMetadata(name) === undefined,
    );
  const place = {
    line: node.line || undefined,
    column: node.column || undefined,
  };
  if (nothing && !isMissingOrNull(node)) {
    throw new KustomizeError(
      'invalid-resource',
      'missing Resource metadata',
      place,
    );
  }
  if (meta.kind === '') {
    throw new KustomizeError(
      'invalid-resource',
      `missing kind in object ${describeMeta(meta)}`,
      place,
    );
  }
  if (!meta.kind.endsWith('List') && meta.name === '') {
    throw new KustomizeError(
      'invalid-resource',
      `missing metadata.name in object ${describeMeta(meta)}`,
      place,
    );
  }
  return meta;
}

function describeMeta(meta: ResourceMeta): string {
  const map = (values: ReadonlyMap<string, string>) =>
    `map[${[...values.keys()]
      .sort()
      .map(key => `${key}:${values.get(key)}`)
      .join(' ')}]`;
  return `{{${meta.apiVersion} ${meta.kind}} {{${meta.name} ${
    meta.namespace
  }} ${map(meta.labels)} ${map(meta.annotations)}}}`;
}
