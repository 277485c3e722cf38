import { parseConstraint, parseVersion } from '@backstage-gitops/semver';
import type { Chart, Dependency } from '../chart/chart';
import { HelmError, messageOf } from '../errors';

/**
 * The dependencies that a chart declares and `charts/` lacks, by alias or
 * name; those of a lock file where there is one.
 * @see Flux: source-controller, `DependencyManager.Build`
 */
export function missingDependencies(chart: Chart): Dependency[] {
  const declared = chart.lock?.dependencies ?? chart.metadata.dependencies;
  const present = new Set(
    chart.dependencies.map(({ metadata }) => metadata.name),
  );
  if (!declared || chart.dependencies.length === declared.length) {
    return [];
  }
  const missing = new Map<string, Dependency>();
  for (const dependency of declared) {
    const name = dependencyName(dependency);
    if (!present.has(name)) missing.set(name, dependency);
  }
  return [...missing.values()];
}

/** Name under which a dependency is found in `charts/`. */
export function dependencyName({ alias, name }: Dependency): string {
  return alias || name;
}

/** Whether a dependency is in the source of the chart itself. */
export function isLocalDependency({ repository }: Dependency): boolean {
  return repository === '' || repository.startsWith('file://');
}

/**
 * Path of a local dependency below the folder of the chart, in which `..` and
 * `%20` are not resolved yet: `../lib` of `file://../lib`.
 */
export function localDependencyPath({ name, repository }: Dependency): string {
  if (repository === '') {
    return `charts/${name}`;
  }
  const path = repository.slice('file://'.length).replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new HelmError(
      'DEPENDENCY',
      `failed to parse alleged local chart reference: invalid URL escape in '${repository}'`,
      { cause },
    );
  }
}

/**
 * Checks the version of a local dependency against the declared range.
 * @throws HelmError - DEPENDENCY
 */
export function requireVersionInRange(
  chart: Chart,
  { version }: Dependency,
): void {
  let constraint;
  try {
    constraint = parseConstraint(version);
  } catch (cause) {
    throw new HelmError(
      'DEPENDENCY',
      `invalid version/constraint format '${version}': ${messageOf(cause)}`,
      { cause },
    );
  }
  if (!constraint.check(parseVersion(chart.metadata.version))) {
    throw new HelmError(
      'DEPENDENCY',
      `can't get a valid version for constraint '${version}'`,
    );
  }
}

/** A chart with one more subchart, under its alias. */
export function withDependency(
  chart: Chart,
  dependency: Chart,
  { alias }: Dependency,
): Chart {
  const { metadata } = dependency;
  const added = alias
    ? { ...dependency, metadata: { ...metadata, name: alias } }
    : dependency;
  return { ...chart, dependencies: [...chart.dependencies, added] };
}
