import type { NetworkPolicy } from '@backstage-gitops/http';
import type { HelmRepository } from '@backstage-gitops/plugin-gitops-common';
import type { SourceContext } from '../../sources';
import type { WorkerPool } from '../../worker/WorkerPool';

/** What the steps of a reconcile share. */
export interface HelmRepositoryDeps {
  readonly workers: WorkerPool;
  /** Bytes that an index may have. */
  readonly maxIndexBytes: number;
  /** Where connections may go. */
  readonly network: NetworkPolicy;
}

export type HelmRepositoryContext = SourceContext<HelmRepository>;

/** The stored index was made from the one that the repository has. */
export interface CurrentIndex {
  readonly isCurrent: true;
  readonly revision: string;
}

/** An index that is not stored yet. */
export interface NewIndex {
  readonly isCurrent: false;
  /** `sha256:<hex>` of the index.yaml as downloaded. */
  readonly revision: string;
  /** The index in its JSON form. */
  readonly file: string;
}

/** What the repository has at the time of a reconcile. */
export type HelmUpstream = CurrentIndex | NewIndex;

export type { HelmRepository };
