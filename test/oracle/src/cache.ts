import { existsSync } from 'fs';
import { dirname, join } from 'path';

/**
 * The folder that keeps extracted and built tools between runs:
 * `node_modules/.cache/gitops-oracle` of the repository that holds this file.
 */
export function cacheFolder(): string {
  // eslint-disable-next-line no-restricted-syntax -- this package runs from its sources only
  let folder = __dirname;
  while (!existsSync(join(folder, 'yarn.lock'))) {
    const parent = dirname(folder);
    if (parent === folder) {
      return join(process.cwd(), 'node_modules', '.cache', 'gitops-oracle');
    }
    folder = parent;
  }
  return join(folder, 'node_modules', '.cache', 'gitops-oracle');
}
