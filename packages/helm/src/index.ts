/**
 * Helm 4's charts, values and rendering as pure functions of files and
 * options.
 *
 * ```ts
 * const chart = loadChart(files);
 * const result = renderChart(chart, values, { name: 'app', namespace: 'web' });
 * ```
 *
 * @packageDocumentation
 */
export { HelmError } from './errors';
export type { HelmErrorCode, HelmErrorDetails } from './errors';
export type {
  Chart,
  ChartFile,
  ChartLock,
  ChartMetadata,
  Dependency,
  Maintainer,
} from './chart/chart';
export { coalesceValues } from './values/coalesceValues';
export type {
  CoalesceOptions,
  NullHandling,
  Warn,
} from './values/coalesceTables';
export { mergeMaps } from './values/values';
export type { Values } from './values/values';
