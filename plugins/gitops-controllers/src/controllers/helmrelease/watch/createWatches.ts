import type { Informer } from '@backstage-gitops/kube';
import { CONFIG_INDEX, ConfigWatcher } from '../../../configs';
import {
  DEPENDENCY_INDEX,
  dependenciesOf,
  watchDependencies,
} from '../../../dependencies';
import type { CreateWatches, HelmRelease } from '../types';
import {
  configIndexValues,
  progressOf,
  SOURCE_INDEX,
  sourceIndexValues,
} from './indexValues';
import { watchSources } from './watchSources';

/** Indexes by what an object depends on; removed by the returned function. */
function addIndexers(releases: Informer<HelmRelease>): () => void {
  releases.addIndexer(SOURCE_INDEX, sourceIndexValues);
  releases.addIndexer(CONFIG_INDEX, configIndexValues);
  releases.addIndexer(DEPENDENCY_INDEX, dependenciesOf);
  return () =>
    [SOURCE_INDEX, CONFIG_INDEX, DEPENDENCY_INDEX].forEach(name =>
      releases.removeIndexer(name),
    );
}

/**
 * What starts HelmReleases besides their own changes: charts, ConfigMaps and
 * Secrets that carry the label that asks for it, and HelmReleases that others
 * wait for.
 */
export const createWatches: CreateWatches = (deps, enqueue) => ({
  start() {
    const { informers, options, scope, sources, type } = deps;
    const { informer, release } = informers.acquire<HelmRelease>({
      ...type,
      ...scope,
    });
    const removeIndexers = addIndexers(informer);
    const configs = options.featureGates.DisableConfigWatchers
      ? undefined
      : new ConfigWatcher({
          informers,
          readers: informer,
          labelSelector: options.watchConfigsLabelSelector,
          enqueue,
        });
    const stops = [
      watchSources({ releases: informer, sources, enqueue }),
      watchDependencies(informer, enqueue, progressOf),
      configs?.start(),
    ];
    return () => {
      for (const stop of stops) stop?.();
      removeIndexers();
      release();
    };
  },
});
