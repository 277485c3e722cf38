import {
  readKustomizationLeniently,
  writeKustomization,
} from '@backstage-gitops/kustomize';
import type { Kustomization } from '@backstage-gitops/kustomize';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';
import { kustomizationFileOf, listResources } from './listResources';
import { mergeImages } from './mergeImages';
import type { OverlaySpec } from './request';

/** What Flux writes where no kustomization says otherwise. */
const TYPE_META = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
};

/**
 * Keeps kustomize from refusing a kustomization without anything in it: the
 * first where no manifest was found, the second where the file names none.
 */
const PLACEHOLDER_NAMESPACE = '_placeholder';
const PLACEHOLDER_METADATA = ['originAnnotations'];

/** Beginnings of paths that kustomize takes for remote ones. */
const REMOTE_PREFIXES = [
  'git::',
  'gh:',
  'ssh://',
  'https://',
  'http://',
  'git@',
  'github.com:',
  'github.com/',
];

function readKustomization(
  files: ArchiveFileSystem,
  path: string,
): Kustomization {
  try {
    const content = files.readFile(path);
    const read = readKustomizationLeniently(content, path);
    return read.resources?.length
      ? read
      : { ...read, buildMetadata: PLACEHOLDER_METADATA };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError('build', `failed to decode ${path}: ${why}`, {
      cause,
    });
  }
}

function generateKustomization(
  files: ArchiveFileSystem,
  directory: string,
): Kustomization {
  const resources = listResources(files, directory);
  return resources.length > 0
    ? { resources }
    : { namespace: PLACEHOLDER_NAMESPACE };
}

function isLocalRelativePath(path: string): boolean {
  const lower = path.toLowerCase();
  const isRemote = REMOTE_PREFIXES.some(
    prefix => path.length > prefix.length && lower.startsWith(prefix),
  );
  return !isRemote && !/^(file:\/\/)?\//.test(lower);
}

/** @throws BuildError - a component that is not below or beside the directory */
function componentsOf(
  files: ArchiveFileSystem,
  directory: string,
  overlay: OverlaySpec,
): string[] {
  return (overlay.components ?? []).filter(component => {
    if (!isLocalRelativePath(component)) {
      throw new BuildError(
        'build',
        `component path '${component}' must be local and relative`,
      );
    }
    const exists = files.stat(`${directory}/${component}`) !== undefined;
    return exists || !overlay.ignoreMissingComponents;
  });
}

function applyOverlay(
  kustomization: Kustomization,
  overlay: OverlaySpec,
  components: readonly string[],
): Kustomization {
  const result: Kustomization = { ...TYPE_META, ...kustomization };
  if (overlay.targetNamespace) result.namespace = overlay.targetNamespace;
  if (overlay.namePrefix) result.namePrefix = overlay.namePrefix;
  if (overlay.nameSuffix) result.nameSuffix = overlay.nameSuffix;
  if (overlay.buildMetadata?.length) {
    result.buildMetadata = [...overlay.buildMetadata];
  }
  result.patches = [...(result.patches ?? []), ...(overlay.patches ?? [])];
  result.components = [...(result.components ?? []), ...components];
  result.images = mergeImages(result.images ?? [], overlay.images ?? []);
  return result;
}

/**
 * Makes the directory buildable, as Flux does: its kustomization is read
 * leniently, the spec's overlay is merged into it, and it is written back;
 * where there is none, one is written that lists all manifests below.
 * @throws BuildError - a file is no manifest, or no kustomization
 * @see github.com/fluxcd/pkg kustomize/kustomize_generator.go, WriteFile
 */
export function prepareOverlay(
  files: ArchiveFileSystem,
  directory: string,
  overlay: OverlaySpec,
): void {
  const present = kustomizationFileOf(files, directory);
  const kustomization = present
    ? readKustomization(files, present)
    : generateKustomization(files, directory);
  const components = componentsOf(files, directory, overlay);
  const text = writeKustomization(
    applyOverlay(kustomization, overlay, components),
  );
  files.writeFile(
    present ?? `${directory}/kustomization.yaml`,
    new TextEncoder().encode(text),
  );
}
