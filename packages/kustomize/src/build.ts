import { KustomizeError } from './errors';
import type { FileSystem } from './fileSystem';
import type { BuildOptions, BuildResult } from './options';

/**
 * Builds the kustomization in directory `path`.
 * @throws KustomizeError - with a code for what failed
 */
export async function buildKustomization(
  _fs: FileSystem,
  path: string,
  _options: BuildOptions = {},
): Promise<BuildResult> {
  throw new KustomizeError(
    'invalid-config',
    `building ${path}: the engine is still being assembled`,
  );
}
