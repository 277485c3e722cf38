import {
  parseRevision,
  type ObjectRef,
  type Revision,
  type RevisionFacet,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';

/**
 * Revisions of an object, with the commits behind them.
 * @param source - the object that the revisions come from; the node itself for a source
 */
export function toRevisions(
  { presenter, object, cluster }: PresentedNode,
  source: ObjectRef | undefined,
): RevisionFacet | undefined {
  const { reachedAt, chart, ...raw } = presenter.revision(object);
  const read = (text: string | undefined): Revision | undefined =>
    text
      ? {
          ...parseRevision(text),
          commit: source && cluster.commits.get(source, text),
        }
      : undefined;
  const applied = ofChart(chart, read(raw.applied));
  const attempted = read(raw.attempted);
  const stored = read(raw.stored);
  return applied || attempted || stored
    ? { applied, attempted, stored, reachedAt }
    : undefined;
}

/** A version as people write it: `podinfo 6.5.0`. */
function ofChart(
  chart: string | undefined,
  revision: Revision | undefined,
): Revision | undefined {
  return chart && revision
    ? { ...revision, ref: `${chart} ${revision.raw}` }
    : revision;
}

/** What a Ready object has reached. */
export function stateRevision({
  applied,
  stored,
}: RevisionFacet = {}): Statement {
  if (applied) {
    const { raw, ref = raw, hash } = applied;
    const revision = hash ? raw : ref;
    return { code: 'appliesRevision', params: { revision } };
  }
  return stored
    ? { code: 'storesRevision', params: { revision: stored.raw } }
    : { code: 'ready', params: {} };
}
