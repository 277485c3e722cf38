import type { SourceKey, SourceWatch } from '../../sources';
import type { ChartSources } from './ChartSources';
import type { HelmChart } from './types';

/** Index of HelmCharts by their source. */
const SOURCE_INDEX = 'helmchart-source';

function indexValue({ kind, namespace, name }: SourceKey): string {
  return `${kind}/${namespace}/${name}`;
}

function sourceOf({ metadata, spec }: HelmChart): SourceKey {
  const { kind, name } = spec.sourceRef;
  return { kind, name, namespace: metadata.namespace ?? '' };
}

/** Enqueues the charts of a source that has another revision than they have seen. */
export function watchSources(sources: ChartSources): SourceWatch<HelmChart> {
  return (informer, controller) => {
    informer.addIndexer(SOURCE_INDEX, object => [indexValue(sourceOf(object))]);
    const removeHandler = sources.onRevision((source, revision) => {
      for (const chart of informer.store.byIndex(
        SOURCE_INDEX,
        indexValue(source),
      )) {
        if (chart.status?.observedSourceArtifactRevision !== revision) {
          controller.enqueue(chart.metadata, source);
        }
      }
    });
    return () => {
      removeHandler();
      informer.removeIndexer(SOURCE_INDEX);
    };
  };
}
