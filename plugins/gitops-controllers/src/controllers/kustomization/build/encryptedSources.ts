import { readKustomizationLeniently } from '@backstage-gitops/kustomize';
import type { Kustomization } from '@backstage-gitops/kustomize';

import type { Format } from '@backstage-gitops/sops';
import { ARCHIVE_ROOT } from '../../../artifacts/image/makeImage';
import { ArchiveFileSystem } from './ArchiveFileSystem';
import { formatForKey } from './formatForKey';
import { KUSTOMIZATION_FILES } from './listResources';

/** A file of a build that may be encrypted. */
export interface EncryptedSource {
  readonly path: string;
  readonly format: Format;
  /** True where the build must find plain text; false only checks the file. */
  readonly isReplaced: boolean;
}

/** Whether what kustomize is told to read is a URL with a host. */
const REMOTE_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i;

/** The place of a path in the archive, which nothing can leave. */
function securePath(directory: string, path: string): string {
  const parts: string[] = [];
  const joined = path.startsWith('/') ? path : `${directory}/${path}`;
  for (const part of joined.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const clean = `/${parts.join('/')}`;
  const isInside =
    clean === ARCHIVE_ROOT || clean.startsWith(`${ARCHIVE_ROOT}/`);
  return isInside ? clean : `${ARCHIVE_ROOT}${clean === '/' ? '' : clean}`;
}

/**
 * Reads the kustomization of a directory.
 * @throws Error - there is none, or several, or it is none
 */
function readKustomization(
  files: ArchiveFileSystem,
  directory: string,
): Kustomization {
  const paths = KUSTOMIZATION_FILES.map(name => `${directory}/${name}`).filter(
    path => files.stat(path) !== undefined,
  );
  const [path] = paths;
  if (path === undefined) {
    throw new Error(`no kustomization file found in ${directory}`);
  }
  const folder = paths.find(other => files.stat(other)?.kind === 'dir');
  if (folder !== undefined) {
    throw new Error(`expected ${folder} to be a regular file`);
  }
  if (paths.length > 1) {
    throw new Error(
      `found multiple kustomization files: ${paths.join(' and ')}`,
    );
  }
  try {
    return readKustomizationLeniently(files.readFile(path), path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `failed to unmarshal kustomization file from '${path}': ${why}`;
    throw new Error(text, { cause });
  }
}

type NamedFile = readonly [path: string, format: Format];

/** Inputs of `secretGenerator`: the key decides the format, envs are dotenv. */
function secretFiles({ secretGenerator = [] }: Kustomization): NamedFile[] {
  return secretGenerator.flatMap(({ files = [], envs = [] }) => [
    ...files.map((entry): NamedFile => {
      const equals = entry.indexOf('=');
      const path = entry.slice(equals + 1);
      return [path, formatForKey(equals < 0 ? path : entry.slice(0, equals))];
    }),
    ...envs.map((path): NamedFile => {
      const format = formatForKey(path);
      return [path, format === 'binary' ? 'dotenv' : format];
    }),
  ]);
}

function patchFiles({ patches = [] }: Kustomization): NamedFile[] {
  return patches.flatMap(({ path }): NamedFile[] =>
    path && !REMOTE_URL.test(path) ? [[path, formatForKey(path)]] : [],
  );
}

/**
 * Files that Flux decrypts before a build, in its order: `files` and `envs` of
 * `secretGenerator` and `path` of `patches`, of this kustomization and of the
 * local ones in its `resources` and `components`. Nothing else is: neither
 * `configMapGenerator` nor `env`, `bases` or the old fields for patches.
 * Manifests are given too, to be checked only.
 * @throws Error - a directory among `resources` has no readable kustomization
 * @see fluxcd/kustomize-controller internal/decryptor/decryptor.go, DecryptSources
 */
export function* encryptedSources(
  files: ArchiveFileSystem,
  directory: string,
  visited = new Set<string>(),
): Generator<EncryptedSource> {
  if (visited.has(directory)) return;
  visited.add(directory);
  const kustomization = readKustomization(files, directory);
  for (const [name, format] of [
    ...secretFiles(kustomization),
    ...patchFiles(kustomization),
  ]) {
    yield { path: securePath(directory, name), format, isReplaced: true };
  }
  const { resources = [], components = [] } = kustomization;
  for (const reference of [...resources, ...components]) {
    const path = securePath(directory, reference);
    const kind = files.stat(path)?.kind;
    if (kind === 'dir') yield* encryptedSources(files, path, visited);
    if (kind === 'file') yield { path, format: 'yaml', isReplaced: false };
  }
}
