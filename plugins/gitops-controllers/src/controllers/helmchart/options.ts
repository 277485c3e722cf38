import { option } from '../../host/options/schema';
import { helmIndexMaxSize } from '../helmrepository/options';

const MEBIBYTE = 1024 ** 2;

/** Options of the controller of HelmCharts. */
export const HELM_CHART_OPTIONS = {
  helmIndexMaxSize,
  helmChartMaxSize: option.integer({
    flag: 'helm-chart-max-size',
    doc: 'Bytes that a packed Helm chart may have.',
    default: 10 * MEBIBYTE,
    min: 1,
  }),
  helmChartFileMaxSize: option.integer({
    flag: 'helm-chart-file-max-size',
    doc: 'Bytes that one file of a Helm chart may have.',
    default: 5 * MEBIBYTE,
    min: 1,
  }),
  helmCacheMaxSize: option.integer({
    flag: 'helm-cache-max-size',
    doc: 'Indexes of Helm repositories that stay in memory, in 64 MiB at most; 0: none.',
    default: 100,
    min: 0,
  }),
  helmCacheTtlMs: option.duration({
    flag: 'helm-cache-ttl',
    doc: 'How long an index stays in memory unused.',
    default: 15 * 60_000,
  }),
  helmCachePurgeIntervalMs: option.duration({
    flag: 'helm-cache-purge-interval',
    doc: 'Time from one look for unused indexes to the next.',
    default: 60_000,
    min: 1,
  }),
};
