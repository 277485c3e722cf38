import type { GoValue } from '@backstage-gitops/go-template';
import type { Chart, Dependency } from '../chart/chart';
import { isCompatibleRange } from '../chart/compatibleRange';
import { trimSpace } from '../text/trimSpace';
import { coalesceValues } from '../values/coalesceValues';
import type { CoalesceOptions } from '../values/coalesceTables';
import { findTable, findValue, isTable, type Values } from '../values/values';

/**
 * The chart with the subcharts that its conditions and tags leave enabled,
 * under their aliases. A condition wins over tags; without either a
 * dependency is enabled.
 * @param values - what the user gave, or what the parent chart computed
 * @param path - dotted path of the chart below the root, with a final dot
 */
export function enableDependencies(
  chart: Chart,
  values: Values,
  path: string,
  options: CoalesceOptions,
): Chart {
  const declared = chart.metadata.dependencies;
  if (declared === undefined) {
    return chart;
  }
  const charts = [
    ...chart.dependencies.filter(existing => !isDeclared(existing, declared)),
    ...declared.flatMap(dependency => aliased(chart, dependency)),
  ];
  const renamed = declared.map(dependency => ({
    ...dependency,
    name: dependency.alias || dependency.name,
  }));
  const coalesced = coalesceValues(
    { ...chart, dependencies: charts },
    values,
    options,
  );
  const enabled = renamed.filter(dependency =>
    isEnabled(dependency, coalesced, path, options),
  );
  const disabled = new Set(
    renamed
      .filter(dependency => !enabled.includes(dependency))
      .map(dependency => dependency.name),
  );
  const kept = enabled
    .filter(({ name }) => !disabled.has(name))
    .map(dependency => ({ ...dependency, enabled: true }));
  return {
    ...chart,
    metadata: {
      ...chart.metadata,
      dependencies: kept.length > 0 ? kept : undefined,
    },
    dependencies: charts
      .filter(({ metadata }) => !disabled.has(metadata.name))
      .map(subchart =>
        enableDependencies(
          subchart,
          coalesced,
          `${path}${subchart.metadata.name}.`,
          options,
        ),
      ),
  };
}

function isDeclared(existing: Chart, declared: readonly Dependency[]): boolean {
  return declared.some(({ name, version }) => fits(existing, name, version));
}

function fits(chart: Chart, name: string, version: string): boolean {
  return (
    chart.metadata.name === name &&
    isCompatibleRange(version, chart.metadata.version)
  );
}

/** The chart that a dependency means, under its alias; none when it is not there. */
function aliased(parent: Chart, dependency: Dependency): Chart[] {
  const chart = parent.dependencies.find(candidate =>
    fits(candidate, dependency.name, dependency.version),
  );
  if (!chart) {
    return [];
  }
  const name = dependency.alias || chart.metadata.name;
  return [{ ...chart, metadata: { ...chart.metadata, name } }];
}

function isEnabled(
  dependency: Dependency,
  values: Values,
  path: string,
  options: CoalesceOptions,
): boolean {
  return (
    enabledByCondition(dependency, values, path, options) ??
    enabledByTags(dependency, values, options)
  );
}

/** The first path of the condition that leads to a boolean decides. */
function enabledByCondition(
  { condition, name }: Dependency,
  values: Values,
  path: string,
  options: CoalesceOptions,
): boolean | undefined {
  for (const part of trimSpace(condition).split(',')) {
    const value = part === '' ? undefined : findValue(values, path + part);
    if (typeof value === 'boolean') {
      return value;
    }
    if (value !== undefined) {
      options.warn?.(`returned non-bool value path=${part} chart=${name}`);
    }
  }
  return undefined;
}

/** Disabled when a tag says false and none says true. */
function enabledByTags(
  { tags, name }: Dependency,
  values: Values,
  options: CoalesceOptions,
): boolean {
  const found = findTable(values, 'tags');
  if ('missing' in found) {
    return true;
  }
  const flags = tags
    .map(tag => [tag, found.table.get(tag)] as const)
    .filter(([tag, flag]) => isFlag(tag, flag, name, options))
    .map(([, flag]) => flag);
  return flags.includes(true) || !flags.includes(false);
}

function isFlag(
  tag: string,
  flag: GoValue | undefined,
  chart: string,
  options: CoalesceOptions,
): boolean {
  if (flag !== undefined && typeof flag !== 'boolean' && !isTable(flag)) {
    options.warn?.(`returned non-bool value tag=${tag} chart=${chart}`);
  }
  return typeof flag === 'boolean';
}
