import { loadChart } from '@backstage-gitops/helm';
import type { Chart } from '@backstage-gitops/helm';
import { attempt } from './ChartBuildError';
import { loadLimits } from './limits';
import type { ChartLimits } from './limits';
import type { SourceTree } from './SourceTree';

/**
 * Loads the chart of a folder or an archive of a source.
 * @throws ChartBuildError - `package`
 */
export function loadAt(
  tree: SourceTree,
  path: string,
  limits: ChartLimits,
): Chart {
  const isArchive = tree.kindOf(path) === 'file';
  return attempt(
    'package',
    () =>
      loadChart(
        isArchive ? tree.mustRead(path) : tree.readDirectory(path),
        loadLimits(limits),
      ),
    isArchive ? '' : `failed to load chart from ${folderOf(tree, path)}: `,
  );
}

/** As messages show it: with a slash at its end. */
function folderOf(tree: SourceTree, path: string): string {
  return tree.shown(path).replace(/\/*$/, '/');
}
