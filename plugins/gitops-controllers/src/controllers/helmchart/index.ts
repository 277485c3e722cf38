import { helmChartKind } from '@backstage-gitops/plugin-gitops-common';
import {
  concurrentOption,
  defineController,
  SOURCE_RBAC,
} from '../../host/module';
import type { ControllerDeps } from '../../host/module';
import { createSourceController } from '../../sources';
import { BuiltCharts } from './BuiltCharts';
import { ChartSources } from './ChartSources';
import { HelmChartSource } from './HelmChartSource';
import { IndexCache } from './IndexCache';
import { IndexReader } from './IndexReader';
import { HELM_CHART_OPTIONS } from './options';
import { watchSources } from './watchSources';

/** Bytes of the indexes in memory. */
const MAX_CACHE_BYTES = 64 * 1024 ** 2;

const OPTIONS = { concurrent: concurrentOption(2), ...HELM_CHART_OPTIONS };

/** The controller of HelmCharts. */
export const helmChartController = defineController({
  kind: helmChartKind,
  options: OPTIONS,
  rbac: SOURCE_RBAC,
  create,
});

function create(deps: ControllerDeps<typeof OPTIONS>) {
  const { archives, artifacts, clock, network, options, workers } = deps;
  const { client, informers, store } = deps;
  const { namespace } = deps.scope;
  const sources = new ChartSources({ client, informers, namespace });
  const cache = new IndexCache({
    maxIndexes: options.helmCacheMaxSize,
    maxBytes: MAX_CACHE_BYTES,
    ttlMs: options.helmCacheTtlMs,
    purgeIntervalMs: options.helmCachePurgeIntervalMs,
    clock,
  });
  const source = new HelmChartSource({
    ...{ archives, network, sources, workers },
    indexes: new IndexReader({ artifacts, cache, store, workers }),
    limits: {
      maxChartBytes: options.helmChartMaxSize,
      maxFileBytes: options.helmChartFileMaxSize,
    },
    maxIndexBytes: options.helmIndexMaxSize,
    built: new BuiltCharts(),
    clusterName: deps.clusterName,
    sourceCredentials: deps.sourceCredentials,
  });
  const watch = watchSources(sources);
  return createSourceController(source, deps, (informer, controller) => {
    const stops = [watch(informer, controller), cache.start()];
    return () => {
      stops.forEach(stop => stop());
      sources.release();
    };
  });
}
