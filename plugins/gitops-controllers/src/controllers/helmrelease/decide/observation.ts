import type { ReleaseStatus } from '@backstage-gitops/helm-release';
import type { SpecOwner } from '../releaseSpec';
import type { DriftedObject, HelmReleaseStatus } from '../types';

/** What an action does to a release; one of a kind runs at most once in a run. */
export type ActionKind =
  | 'release'
  | 'remediate'
  | 'test'
  | 'unlock'
  | 'correct';

/** The newest revision of a release in Helm's storage. */
export interface StoredRelease {
  readonly status: ReleaseStatus;
  readonly chartName: string;
  readonly chartVersion: string;
  /**
   * Whether it is the release that the newest snapshot of the history was
   * taken of; `unreadable` where the snapshot's digest is of no known form.
   */
  readonly match: 'same' | 'other' | 'unreadable';
}

/** What the spec asks for. */
export interface DesiredRelease {
  readonly chartName: string;
  readonly chartVersion: string;
  /** Whether the values are those of the newest snapshot. */
  readonly hasSameValues: boolean;
  /** Digest of `spec.postRenderers`; empty where there are none. */
  readonly postRenderersDigest: string;
  /** Digest of `spec.commonMetadata`; empty where there is none. */
  readonly commonMetadataDigest: string;
}

/** What is known of the revision to roll back to. */
export type RollbackTarget =
  /** There is no earlier success in the history. */
  | 'missing'
  /** It is in storage as the history has it. */
  | 'verified'
  /** It is gone from storage, or was changed. */
  | 'unusable';

/** All that a decision rests on. */
export interface Observation {
  readonly object: SpecOwner;
  /** The draft of this run, counters and history included. */
  readonly status: HelmReleaseStatus;
  readonly gates: { readonly DefaultToRetryOnFailure: boolean };
  /** undefined: storage has no revision of the release. */
  readonly stored?: StoredRelease;
  readonly desired: DesiredRelease;
  /** undefined: not looked for yet. */
  readonly drift?: readonly DriftedObject[];
  /** undefined: not looked for yet. */
  readonly rollbackTarget?: RollbackTarget;
  /** Whether `reconcile.fluxcd.io/forceAt` asks for an action, once a run. */
  readonly isForced: boolean;
  /** Kinds of the actions that have ended in this run. */
  readonly done: readonly ActionKind[];
}
