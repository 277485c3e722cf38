import { decode, marshal, parseDocuments } from '@backstage-gitops/go-yaml';
import type { YamlNode } from '@backstage-gitops/go-yaml';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';
import type { OverlaySpec } from './request';

type Fields = Record<string, unknown>;

/** Names of a kustomization file, in the order in which they are looked for. */
const KUSTOMIZATION_FILES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: string) => new TextEncoder().encode(value);

function kustomizationFileOf(
  files: ArchiveFileSystem,
  directory: string,
): string | undefined {
  return KUSTOMIZATION_FILES.map(name => `${directory}/${name}`).find(
    path => files.stat(path)?.kind === 'file',
  );
}

function fieldOf(
  node: YamlNode | undefined,
  name: string,
): YamlNode | undefined {
  if (node?.kind !== 'mapping') return undefined;
  for (let i = 0; i + 1 < node.content.length; i += 2) {
    if (node.content[i].value === name) return node.content[i + 1];
  }
  return undefined;
}

/** Why a document is no manifest, in kustomize's words; undefined if it is one. */
function whyNotManifest(document: YamlNode): string | undefined {
  const root = document.kind === 'document' ? document.content[0] : document;
  const isEmpty =
    !root || (root.kind === 'scalar' && ['', '~', 'null'].includes(root.value));
  if (isEmpty) return undefined;
  const apiVersion = fieldOf(root, 'apiVersion')?.value ?? '';
  const kind = fieldOf(root, 'kind')?.value ?? '';
  const metadata = fieldOf(root, 'metadata');
  if (apiVersion === '' && kind === '' && !metadata) {
    return 'missing Resource metadata';
  }
  const shown = `{{${kind} ${apiVersion}}}`;
  if (kind === '') return `missing kind in object ${shown}`;
  const name = fieldOf(metadata, 'name')?.value ?? '';
  const isList = kind.endsWith('List');
  if (name === '' && !isList) return `missing metadata.name in object ${shown}`;
  return undefined;
}

/** @throws BuildError - a document of the file is no Kubernetes manifest */
function requireManifests(files: ArchiveFileSystem, path: string): void {
  const fail = (why: string, cause?: unknown) =>
    new BuildError(
      'build',
      `failed to decode Kubernetes YAML from ${path}: ${why}`,
      { cause },
    );
  let documents: YamlNode[];
  try {
    documents = parseDocuments(text(files.readFile(path)));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw fail(`MalformedYAMLError: ${why}`, cause);
  }
  for (const document of documents) {
    const why = whyNotManifest(document);
    if (why) throw fail(why);
  }
}

/**
 * Manifests below a directory, as entries of `resources`. A sub-directory with
 * a kustomization of its own is one entry.
 */
function listResources(
  files: ArchiveFileSystem,
  root: string,
  directory = root,
): string[] {
  return files.readDir(directory).flatMap(name => {
    const path = `${directory}/${name}`;
    const entry = `.${path.slice(root.length)}`;
    if (files.stat(path)?.kind === 'dir') {
      return kustomizationFileOf(files, path)
        ? [entry]
        : listResources(files, root, path);
    }
    if (!/\.ya?ml$/.test(name)) return [];
    requireManifests(files, path);
    return [entry];
  });
}

function readKustomization(files: ArchiveFileSystem, path: string): Fields {
  try {
    const value = decode(text(files.readFile(path)), { dialect: 'sigs' });
    if (value === undefined || value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value))
      return value as Fields;
    throw new Error('not a mapping');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError('build', `failed to decode ${path}: ${why}`, {
      cause,
    });
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Images of the kustomization with those of the spec, which win by name. */
function mergeImages(
  present: unknown,
  wanted: NonNullable<OverlaySpec['images']>,
): unknown[] {
  const names = new Set(wanted.map(image => image.name));
  const merged = listOf(present).map(image => {
    const name = (image as Fields | undefined)?.name;
    return wanted.find(other => other.name === name) ?? image;
  });
  const known = new Set(listOf(present).map(image => (image as Fields)?.name));
  return [
    ...merged,
    ...wanted.filter(image => names.has(image.name) && !known.has(image.name)),
  ];
}

/** @throws BuildError - an absolute component path */
function componentsOf(
  files: ArchiveFileSystem,
  directory: string,
  overlay: OverlaySpec,
): string[] {
  return (overlay.components ?? []).filter(component => {
    if (component.startsWith('/')) {
      throw new BuildError(
        'build',
        `component path '${component}' must be relative`,
      );
    }
    const exists = files.stat(`${directory}/${component}`) !== undefined;
    return exists || !overlay.ignoreMissingComponents;
  });
}

function applyOverlay(
  kustomization: Fields,
  overlay: OverlaySpec,
  components: readonly string[],
): Fields {
  const result: Fields = { ...kustomization };
  if (overlay.targetNamespace) result.namespace = overlay.targetNamespace;
  if (overlay.namePrefix) result.namePrefix = overlay.namePrefix;
  if (overlay.nameSuffix) result.nameSuffix = overlay.nameSuffix;
  if (overlay.buildMetadata) result.buildMetadata = overlay.buildMetadata;
  if (overlay.patches?.length) {
    result.patches = [...listOf(result.patches), ...overlay.patches];
  }
  if (components.length > 0) {
    result.components = [...listOf(result.components), ...components];
  }
  if (overlay.images?.length) {
    result.images = mergeImages(result.images, overlay.images);
  }
  return result;
}

function isChanged(overlay: OverlaySpec): boolean {
  return Object.entries(overlay).some(
    ([field, value]) =>
      field !== 'ignoreMissingComponents' &&
      value !== undefined &&
      !(Array.isArray(value) && value.length === 0),
  );
}

/**
 * Makes the directory buildable: a kustomization is written where there is
 * none, listing all manifests below, and the spec's overlay is merged into it.
 * @throws BuildError - a file is no manifest
 */
export function prepareOverlay(
  files: ArchiveFileSystem,
  directory: string,
  overlay: OverlaySpec,
): void {
  const present = kustomizationFileOf(files, directory);
  if (present && !isChanged(overlay)) return;
  const kustomization = present
    ? readKustomization(files, present)
    : {
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: listResources(files, directory),
      };
  const components = componentsOf(files, directory, overlay);
  files.writeFile(
    present ?? `${directory}/kustomization.yaml`,
    bytes(marshal(applyOverlay(kustomization, overlay, components))),
  );
}
