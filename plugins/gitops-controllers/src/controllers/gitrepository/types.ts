import type { GitLimits, SshAlgorithms } from '@backstage-gitops/git';
import type { NetworkPolicy } from '@backstage-gitops/http';
import type {
  Artifact,
  GitRepository,
} from '@backstage-gitops/plugin-gitops-common';
import type { ArtifactClient } from '../../artifacts';
import type { SourceCredentials } from '../../host/module';
import type { SourceContext } from '../../sources';
import type { WorkerPool } from '../../worker/WorkerPool';

/** What the steps of a reconcile share. */
export interface GitRepositoryDeps {
  /** Downloads the artifacts of included repositories. */
  readonly artifacts: Pick<ArtifactClient, 'download'>;
  readonly workers: WorkerPool;
  /** Milliseconds until an included repository that is not ready is read again. */
  readonly requeueDependencyMs: number;
  /** Bounds on what a repository may hold. */
  readonly limits?: GitLimits;
  readonly sshAlgorithms?: SshAlgorithms;
  /** Where repositories, submodules and proxies may be. */
  readonly network: NetworkPolicy;
  readonly clusterName: string;
  readonly sourceCredentials?: SourceCredentials;
}

export type GitRepositoryContext = SourceContext<GitRepository>;

interface ResolvedCommit {
  /** `main@sha1:<commit>`. */
  readonly revision: string;
  /** Hash of the commit. */
  readonly hash: string;
  /** Artifacts of `spec.include`, in its order. */
  readonly includes: readonly Artifact[];
}

/** The stored artifact is current; the commit was not fetched. */
export interface CurrentCommit extends ResolvedCommit {
  readonly isCurrent: true;
}

/** A commit whose tree was fetched. */
export interface FetchedCommit extends ResolvedCommit {
  readonly isCurrent: false;
  /** First line of the commit's message. */
  readonly subject: string;
  readonly author: { readonly name: string; readonly timeMs: number };
  /** A directory, or the archive where nothing is added to the tree. */
  readonly tree: { readonly directory: string } | { readonly file: string };
}

/** A commit whose packs were fetched. */
export interface Transfer extends Omit<ResolvedCommit, 'includes'> {
  /** Directory of the packs. */
  readonly directory: string;
  /** `spec.sparseCheckout`, if it names directories. */
  readonly sparse?: readonly string[];
}

/** What the remote has at the time of a reconcile. */
export type GitUpstream = CurrentCommit | FetchedCommit;

export type { Artifact, GitRepository };
