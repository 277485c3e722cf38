import type { TypeMeta } from '@backstage-gitops/kube';
import type { PutContent } from '../artifacts';
import type { SourceContext, SourceObject } from './SourceObject';

/** What a source has upstream at the time of a reconcile. */
export interface Upstream {
  /** `main@sha1:<commit>`, `sha256:<hex>`: goes into `status.artifact`. */
  readonly revision: string;
  /**
   * True: the stored artifact was made from this revision and the present
   * spec, so nothing is stored.
   */
  readonly isCurrent: boolean;
}

/** The upstream states of a kind that ask for a new artifact. */
export type Outdated<U extends Upstream> = Extract<
  U,
  { readonly isCurrent: false }
>;

/** What goes into the artifact store. */
export interface ArtifactContent {
  /** Name of the file: `<commit>.tar.gz`. */
  readonly fileName: string;
  /** A directory to archive, a file to move, a stream or bytes. */
  readonly content: PutContent;
  /** Goes into `status.artifact.metadata`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Reason and message of an event. */
export interface EventText {
  readonly reason: string;
  readonly message: string;
}

/**
 * What one kind of source adds to {@link SourceReconciler}: how it finds its
 * upstream, what it makes of it, and its texts. Failures are thrown as
 * `failed`, `stalled` or `waiting`.
 */
export interface SourceKind<T extends SourceObject, U extends Upstream> {
  readonly type: TypeMeta;

  /** True for an object without an artifact, such as a HelmRepository of type oci. */
  isStatic?(object: T): boolean;

  /** Server that {@link fetch} waits for: the host of `spec.url`. */
  hostOf(object: T): string;

  /**
   * Checks the spec, reads credentials and finds the upstream revision, as far
   * as that needs no new artifact. What it fetches goes below `workDirectory`.
   */
  fetch(ctx: SourceContext<T>, workDirectory: string): Promise<U>;

  /** Makes the content of the artifact out of what {@link fetch} found. */
  makeContent(
    ctx: SourceContext<T>,
    upstream: Outdated<U>,
    workDirectory: string,
  ): Promise<ArtifactContent>;

  /** Records what the stored artifact was made from: `status.observedIgnore`. */
  recordContent?(
    ctx: SourceContext<T>,
    upstream: Outdated<U>,
  ): void | Promise<void>;

  /** Message of ArtifactOutdated, and of Reconciling after `building artifact: `. */
  describeNewRevision(upstream: U): string;

  /** Reason of ArtifactOutdated. Default NewRevision. */
  readonly newRevisionReason?: string;

  /**
   * Whether the stored artifact is of this revision. Default: its revision is
   * the same.
   */
  isStored?(ctx: SourceContext<T>, upstream: U): boolean;

  /**
   * Reason of ArtifactInStorage, Ready and of the event about a new artifact.
   * Default Succeeded, and NewArtifact for an event about another digest.
   */
  reasonOf?(upstream: U): string;

  /** Message of ArtifactInStorage and Ready. */
  describeStored(ctx: SourceContext<T>, upstream: U): string;

  /** Message of the event about a new artifact or the end of a failure. */
  describeNewArtifact(ctx: SourceContext<T>, upstream: U): string;

  /**
   * Trace event of a reconcile that stores nothing. Default: ArtifactUpToDate,
   * `artifact up-to-date with remote revision: '<revision>'`.
   */
  describeUnchanged?(ctx: SourceContext<T>, upstream: U): EventText;

  /** Name beside the newest artifact that `status.url` points to: `latest.tar.gz`. */
  readonly linkName?: string;

  /** Message in front of why an artifact can't be stored. Default `unable to archive artifact to storage`. */
  readonly storeFailureMessage?: string;
}
