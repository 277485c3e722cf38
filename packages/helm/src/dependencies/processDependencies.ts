import type { Chart } from '../chart/chart';
import type { CoalesceOptions } from '../values/coalesceTables';
import type { Values } from '../values/values';
import { HelmError } from '../errors';
import { enableDependencies } from './enableDependencies';
import { importValues } from './importValues';

/**
 * The chart as it is rendered: disabled dependencies removed, aliases and
 * imported values in place. The chart given stays as it is.
 * @throws HelmError - code VALUES: the values of a subchart are not a table
 */
export function processDependencies(
  chart: Chart,
  values: Values,
  options: CoalesceOptions = { nulls: 'coalesce' },
): Chart {
  return importValues(enableDependencies(chart, values, '', options), options);
}

/**
 * Refuses a chart that lacks a declared dependency in `charts/`.
 * @throws HelmError - code DEPENDENCY
 */
export function requireDependencies(chart: Chart): void {
  const present = new Set(
    chart.dependencies.map(({ metadata }) => metadata.name),
  );
  const missing = (chart.metadata.dependencies ?? [])
    .map(({ name }) => name)
    .filter(name => !present.has(name));
  if (missing.length > 0) {
    throw new HelmError(
      'DEPENDENCY',
      `an error occurred while checking for chart dependencies. You may need to run \`helm dependency build\` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(
        ', ',
      )}`,
      { file: 'Chart.yaml' },
    );
  }
}
