import type { GitLimits } from '@backstage-gitops/git';
import type { ReconcileContext } from '@backstage-gitops/kube';
import type {
  Artifact,
  GitRepository,
} from '@backstage-gitops/plugin-gitops-common';
import type { ArtifactStore } from '../../artifacts';
import type { WorkerPool } from '../../worker/WorkerPool';

/** What the steps of a run share. */
export interface GitRepositoryDeps {
  readonly store: ArtifactStore;
  readonly workers: WorkerPool;
  /** Milliseconds until an object that waits for another is looked at again. */
  readonly requeueDependencyMs: number;
  /** Bounds on what a repository may hold. */
  readonly limits?: GitLimits;
}

/** One run. */
export type GitRepositoryContext = ReconcileContext<GitRepository>;

/** What the remote has right now. */
export interface Checkout {
  /** `main@sha1:<commit>`. */
  readonly revision: string;
  /** Hash of the commit. */
  readonly hash: string;
  /** First line of the commit's message; undefined when it was not fetched. */
  readonly subject?: string;
  /** Who wrote the commit, and when; undefined when it was not fetched. */
  readonly author?: { readonly name: string; readonly timeMs: number };
}

export type { Artifact, GitRepository };
