import { createNode, type YamlNode } from '@backstage-gitops/go-yaml';
import { KustomizeError } from '../errors';
import { decodeSigs } from '../load/kustomizationFile';
import { parseRepositoryReference } from '../load/remoteUrl';
import { joinPath, normalizePath } from '../load/path';
import { ORIGIN, TRANSFORMATIONS } from './annotations';
import { emitTree } from './reread';
import type { Resource } from './resource';
import { applyFieldSpec } from '../transformers/fieldSpec';
import { scalarNode, setField, stringNode } from './tree';

/** Where an object or a step comes from, as `buildMetadata` records it. */
export interface Origin {
  readonly path?: string;
  readonly repo?: string;
  readonly ref?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** What kustomize records as the path when a whole repository is meant. */
const UNNAMED_ROOT = 'notCloned';

/** The origin of what `path` names in the directory of `origin`. */
export function appendOrigin(origin: Origin, path: string): Origin {
  const remote = parseRepositoryReference(path);
  if (remote !== undefined) {
    const directory = normalizePath(remote.path);
    return {
      ...origin,
      repo: remote.repository,
      ref: remote.ref || undefined,
      path: directory === '.' ? UNNAMED_ROOT : directory,
    };
  }
  return { ...origin, path: joinPath(origin.path ?? '', path) };
}

/** The origin as YAML, the form in which the annotation holds it. */
function originText(origin: Origin): string {
  return emitTree(originNode(origin));
}

function originNode(origin: Origin): YamlNode {
  const node = textMapping([
    ['path', origin.path],
    ['repo', origin.repo],
    ['ref', origin.ref],
    ['configuredIn', origin.configuredIn],
  ]);
  if (origin.configuredBy !== undefined) {
    const { apiVersion, kind, name, namespace } = origin.configuredBy;
    const by = textMapping([
      ['apiVersion', apiVersion],
      ['kind', kind],
      ['name', name],
      ['namespace', namespace],
    ]);
    node.content.push(scalarNode('configuredBy', '!!str'), by);
  }
  return node;
}

function textMapping(entries: [string, string | undefined][]): YamlNode {
  const node = createNode('mapping', { tag: '!!map' });
  for (const [key, value] of entries) {
    if (value) setField(node, key, stringNode(value));
  }
  return node;
}

/** Records where an object was read. */
export function annotateOrigin(resource: Resource, origin: Origin): void {
  applyFieldSpec(
    resource.node,
    {
      path: 'metadata/annotations',
      create: true,
      kind: '',
      group: '',
      version: '',
    },
    {
      set: field =>
        setField(field, ORIGIN, scalarNode(originText(origin), '!!str')),
      createKind: 'mapping',
      createTag: '!!map',
    },
  );
  resource.touch();
}

/** Records which generator made the objects that have no origin yet. */
export function addGeneratorOrigin(
  resources: readonly Resource[],
  origin: Origin | undefined,
): void {
  if (origin === undefined) return;
  for (const resource of resources) {
    if (resource.annotations.has(ORIGIN)) continue;
    resource.changeAnnotations(values =>
      values.set(ORIGIN, originText(origin)),
    );
  }
}

/**
 * Records that a transformer worked on the objects; on a new object it is the
 * origin.
 * @throws KustomizeError - invalid-resource, for an annotation that is no record
 */
export function addTransformation(
  resources: readonly Resource[],
  origin: Origin,
): void {
  for (const resource of resources) {
    resource.changeAnnotations(values => {
      const known = values.get(ORIGIN);
      if (known === undefined) {
        values.set(ORIGIN, originText(origin));
        return;
      }
      requireRecord(resource, known);
      const entry = emitTree(
        createNode('sequence', { content: [originNode(origin)] }),
      );
      values.set(TRANSFORMATIONS, (values.get(TRANSFORMATIONS) ?? '') + entry);
    });
  }
}

/** The annotation of an object that was read last. */
const accepted = new WeakMap<Resource, string>();

/** @throws KustomizeError - invalid-resource, when a patch has written something else */
export function requireRecord(resource: Resource, text: string): void {
  if (accepted.get(resource) === text) return;
  const value = decodeSigs(text);
  if (Array.isArray(value) || (value !== null && typeof value !== 'object')) {
    throw new KustomizeError(
      'invalid-resource',
      `json: cannot unmarshal ${
        Array.isArray(value) ? 'array' : typeof value
      } into Go value of type resource.Origin: remove the annotation ${ORIGIN} of ${
        resource.kind
      } ${resource.name}, kustomize writes it itself`,
    );
  }
  accepted.set(resource, text);
}
