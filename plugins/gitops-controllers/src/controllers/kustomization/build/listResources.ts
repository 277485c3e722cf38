import { checkManifests } from '@backstage-gitops/kustomize';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { BuildError } from './BuildError';

/** Names of a kustomization file, in the order in which they are looked for. */
export const KUSTOMIZATION_FILES: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** Path of the kustomization file that Flux takes in a directory. */
export function kustomizationFileOf(
  files: ArchiveFileSystem,
  directory: string,
): string | undefined {
  return KUSTOMIZATION_FILES.map(name => `${directory}/${name}`).find(
    path => files.stat(path)?.kind === 'file',
  );
}

/** @throws BuildError - a document of the file is no Kubernetes manifest */
function requireManifests(files: ArchiveFileSystem, path: string): void {
  try {
    checkManifests(files.readFile(path), path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError(
      'build',
      `failed to decode Kubernetes YAML from ${path}: ${why}`,
      { cause },
    );
  }
}

/**
 * Manifests below a directory, as entries of `resources` in the order of a
 * walk. A sub-directory with a kustomization of its own is one entry.
 * @throws BuildError - a file is no manifest
 */
export function listResources(
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
