import type { Informer, Trigger } from '@backstage-gitops/kube';
import { keyOf } from '../../../dependencies';
import type { SourceInformers } from '../../../sources';
import type { HelmRelease } from '../types';
import { hasAttempted } from './hasAttempted';
import { SOURCE_INDEX, sourceIndexValue } from './indexValues';

interface SourceWatchInput {
  /** Indexed by {@link SOURCE_INDEX}. */
  readonly releases: Informer<HelmRelease>;
  readonly sources: SourceInformers;
  /** Starts the run of a HelmRelease, given as `namespace/name`. */
  readonly enqueue: (key: string, trigger: Trigger) => void;
}

/**
 * Starts the HelmReleases of a chart when it has a new revision or becomes
 * ready, unless they have seen it.
 * @returns a function that ends it
 */
export function watchSources({
  releases,
  sources,
  enqueue,
}: SourceWatchInput): () => void {
  return sources.onUsable((source, revision) => {
    const value = sourceIndexValue(source);
    for (const release of releases.store.byIndex(SOURCE_INDEX, value)) {
      if (hasAttempted(release, source.kind, revision)) continue;
      enqueue(keyOf(release), source);
    }
  });
}
