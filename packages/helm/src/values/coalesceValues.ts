import type { GoValue } from '@backstage-gitops/go-template';
import type { Chart } from '../chart/chart';
import { HelmError } from '../errors';
import {
  coalesceTables,
  joinPath,
  type CoalesceOptions,
} from './coalesceTables';
import { copyTable, isTable, type Values } from './values';

const GLOBAL = 'global';

/**
 * The values that the templates of a chart and of its subcharts see: `values`
 * over the values.yaml of each chart, a subchart's values under its name,
 * `global` handed down.
 *
 * With `nulls: 'coalesce'` (what rendering uses) a null deletes the default
 * that it hides.
 * @returns new tables; `values` and the chart stay as they are
 * @throws HelmError - code VALUES: the values of a subchart are not a table
 */
export function coalesceValues(
  chart: Chart,
  values: Values,
  options: CoalesceOptions = { nulls: 'coalesce' },
): Values {
  return coalesceChart(chart, copyTable(values), '', options);
}

function coalesceChart(
  chart: Chart,
  values: Values,
  path: string,
  options: CoalesceOptions,
): Values {
  const chartPath = joinPath(path, chart.metadata.name);
  addDefaults(chart, values, chartPath, options);
  for (const subchart of chart.dependencies) {
    const name = subchart.metadata.name;
    const own = subchartTable(values, name);
    handDownGlobals(own, values, chartPath, options);
    coalesceChart(subchart, own, chartPath, options);
  }
  return values;
}

function subchartTable(values: Values, name: string): Values {
  const existing = values.get(name);
  if (existing === undefined) {
    const created: Values = new Map();
    values.set(name, created);
    return created;
  }
  if (!isTable(existing)) {
    throw new HelmError(
      'VALUES',
      `type mismatch on ${name}: ${describeAsBool(existing)}`,
    );
  }
  return existing;
}

/** Helm prints the offending value with `%t`, Go's verb for booleans. */
function describeAsBool(value: GoValue): string {
  if (typeof value === 'boolean') {
    return String(value);
  }
  if (value === null) {
    return '%!t(<nil>)';
  }
  if (typeof value === 'string') {
    return `%!t(string=${value})`;
  }
  if (typeof value === 'number') {
    return `%!t(float64=${value})`;
  }
  if (Array.isArray(value)) {
    const items = value.map(item =>
      item === null ? '<nil>' : describeAsBool(item),
    );
    return `[${items.join(' ')}]`;
  }
  return `%!t(int64=${String((value as { value?: unknown }).value)})`;
}

const isCoalescing = ({ nulls }: CoalesceOptions) => nulls === 'coalesce';

/** Removes the nulls of a default and of the tables in it. */
function leaveOutNulls(value: GoValue): void {
  if (!isTable(value)) return;
  for (const [key, each] of value) {
    if (each === null) value.delete(key);
    else leaveOutNulls(each);
  }
}

function addDefaults(
  chart: Chart,
  values: Values,
  path: string,
  options: CoalesceOptions,
): void {
  const leavesOutNulls = options.helmVersion === 4.2 && isCoalescing(options);
  for (const [key, below] of copyTable(chart.values)) {
    const above = values.get(key);
    if (above === undefined && leavesOutNulls && below === null) continue;
    if (above === undefined) {
      if (leavesOutNulls) leaveOutNulls(below);
      values.set(key, below);
    } else if (above === null) {
      if (isCoalescing(options)) {
        values.delete(key);
      }
    } else if (isTable(above)) {
      addTableDefaults(chart, above, below, { path, key, options });
    }
  }
}

function addTableDefaults(
  chart: Chart,
  above: Values,
  below: GoValue,
  at: { path: string; key: string; options: CoalesceOptions },
): void {
  const { path, key, options } = at;
  if (isTable(below)) {
    const isSubchart = chart.dependencies.some(
      dependency => dependency.metadata.name === key,
    );
    const nulls = isSubchart ? 'merge' : options.nulls;
    if (options.helmVersion === 4.2 && nulls === 'coalesce') {
      leaveOutNulls(below);
    }
    coalesceTables(above, below, joinPath(path, key), { ...options, nulls });
  } else if (below !== null) {
    options.warn?.(`warning: skipped value for ${path}.${key}: Not a table.`);
  }
}

/** Lays the globals of the parent over those given to the subchart. */
function handDownGlobals(
  own: Values,
  parent: Values,
  path: string,
  options: CoalesceOptions,
): void {
  const target = own.get(GLOBAL) ?? emptyWhenAbsent(own);
  const source = parent.get(GLOBAL) ?? emptyWhenAbsent(parent);
  if (!isTable(target)) {
    options.warn?.(
      'warning: skipping globals because destination global is not a table.',
    );
    return;
  }
  if (!isTable(source)) {
    options.warn?.(
      'warning: skipping globals because source global is not a table.',
    );
    return;
  }
  for (const [key, value] of source) {
    handDownGlobal(target, key, value, { path, options });
  }
  own.set(GLOBAL, target);
}

function emptyWhenAbsent(values: Values): Values | undefined {
  return values.has(GLOBAL) ? undefined : new Map();
}

function handDownGlobal(
  target: Values,
  key: string,
  value: GoValue,
  at: { path: string; options: CoalesceOptions },
): void {
  const { path, options } = at;
  const existing = target.get(key);
  if (!isTable(value)) {
    if (isTable(existing)) {
      options.warn?.(`key ${key} is table. Skipping`);
    } else {
      target.set(key, value);
    }
    return;
  }
  // Only the first level is copied: deeper tables stay shared with the parent,
  // and what a subchart adds there shows in the parent, as in Helm.
  const shared: Values = new Map(value);
  if (existing === undefined) {
    target.set(key, shared);
  } else if (isTable(existing)) {
    coalesceTables(shared, existing, joinPath(path, key), {
      ...options,
      nulls: 'merge',
    });
    target.set(key, shared);
  } else {
    options.warn?.(
      `Conflict: cannot merge map onto non-map for ${JSON.stringify(
        key,
      )}. Skipping.`,
    );
  }
}
