import {
  dependencyName,
  isLocalDependency,
  loadChart,
  localDependencyPath,
  requireVersionInRange,
  withDependency,
} from '@backstage-gitops/helm';
import type { Chart, Dependency } from '@backstage-gitops/helm';
import { readFileSync } from 'fs';
import { attempt } from './ChartBuildError';
import { loadLimits } from './limits';
import type { ChartLimits } from './limits';
import { loadAt } from './loadAt';
import type { FetchedDependency, LocalBuildRequest } from './request';
import type { SourceTree } from './SourceTree';

interface Place {
  readonly tree: SourceTree;
  readonly request: LocalBuildRequest;
}

/**
 * Adds dependencies to a chart: those of the source itself, and those that
 * were downloaded.
 * @returns the chart, or what has to be downloaded first
 * @throws ChartBuildError - `dependency`
 * @see Flux: source-controller, internal/helm/chart, `DependencyManager`
 */
export function addDependencies(
  chart: Chart,
  dependencies: readonly Dependency[],
  place: Place,
): { readonly chart: Chart } | { readonly missing: readonly Dependency[] } {
  const fetched = new Map(
    place.request.dependencies.map(item => [item.name, item]),
  );
  const missing = dependencies.filter(
    item => !isLocalDependency(item) && !fetched.has(dependencyName(item)),
  );
  let complete = chart;
  for (const dependency of dependencies) {
    const archive = fetched.get(dependencyName(dependency));
    if (isLocalDependency(dependency)) {
      const added = loadLocal(dependency, place);
      complete = withDependency(complete, added, dependency);
    } else if (archive) {
      const added = loadFetched(archive, dependency, place);
      complete = withDependency(complete, added, dependency);
    }
  }
  return missing.length > 0 ? { missing } : { chart: complete };
}

function loadLocal(dependency: Dependency, { tree, request }: Place): Chart {
  const { repository } = dependency;
  return attempt(
    'dependency',
    () => {
      const path = `${request.path}/${localDependencyPath(dependency)}`;
      const shown = tree.shown(path);
      if (!tree.kindOf(path)) {
        throw new Error(
          `no chart found at '${shown}' (reference '${repository}')`,
        );
      }
      const chart = loadDependency(tree, path, {
        limits: request.limits,
        prefix: `failed to load chart from '${shown}' (reference '${repository}'): `,
      });
      requireVersionInRange(chart, dependency);
      return chart;
    },
    `failed to add local dependency '${dependencyName(dependency)}': `,
  );
}

/** A chart that can't be loaded is a dependency that can't be resolved. */
function loadDependency(
  tree: SourceTree,
  path: string,
  { limits, prefix }: { readonly limits: ChartLimits; readonly prefix: string },
): Chart {
  try {
    return loadAt(tree, path, limits);
  } catch (cause) {
    throw new Error(`${prefix}${(cause as Error).message}`, { cause });
  }
}

function loadFetched(
  { file, version }: FetchedDependency,
  dependency: Dependency,
  { request }: Place,
): Chart {
  return attempt(
    'dependency',
    () => loadChart(readFileSync(file), loadLimits(request.limits)),
    `failed to add remote dependency '${dependencyName(
      dependency,
    )}': failed to load downloaded archive of version '${version}': `,
  );
}
