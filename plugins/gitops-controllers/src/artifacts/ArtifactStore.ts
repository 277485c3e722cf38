import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import type { Readable } from 'stream';
import type { WorkArea } from './WorkArea';

/** The object that an artifact belongs to. */
export interface ArtifactOwner {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What an artifact is made of. */
export type PutContent =
  | {
      /** Local directory that a worker thread archives as tar.gz. */
      readonly directory: string;
      /** `spec.ignore`: patterns in the syntax of .gitignore. */
      readonly ignore?: string;
    }
  /** Local file, which is moved. */
  | { readonly file: string }
  /** Bytes of the file, of any length. */
  | { readonly stream: Readable }
  /** Bytes of the file, for short ones. */
  | { readonly bytes: Uint8Array };

/** What to put into the store. */
export interface PutRequest {
  readonly owner: ArtifactOwner;
  /** `<commit>.tar.gz`, `index-<hex>.yaml`. */
  readonly fileName: string;
  /** `main@sha1:<commit>`. */
  readonly revision: string;
  readonly content: PutContent;
  /** Goes into `status.artifact.metadata`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What a path of the store stands for. */
export interface StoredFile {
  readonly kind: 'file' | 'directory';
  /** 0 for a directory. */
  readonly sizeBytes: number;
  /** Milliseconds since the epoch; 0 where a directory has no such time. */
  readonly modifiedMs: number;
}

/** A file and its bytes. The reader destroys the stream or reads it to its end. */
export interface OpenedFile extends StoredFile {
  readonly stream: Readable;
}

/**
 * Where sources keep their artifacts: files named
 * `<kind>/<namespace>/<name>/<file>`, with the kind in lower case. Paths are
 * relative, with `/` between names; names that begin with a dot are private to
 * the store and don't exist for its users.
 *
 * Methods that take a path throw ArtifactError `invalid-path` for one that is
 * absolute, leads out of the store or is private. `ArtifactStore.cases.ts` is
 * the contract as tests, for every implementation.
 * @see Flux: source-controller, "Artifact"
 */
export interface ArtifactStore {
  /** Local directories for content on its way into or out of the store. */
  readonly workArea: WorkArea;

  /** Where consumers download a path. */
  urlOf(path: string): string;

  /**
   * Stores a file, or replaces the one of this name. It appears whole or not
   * at all.
   * @returns the artifact, with the digest of the stored bytes
   */
  put(request: PutRequest): Promise<Artifact>;

  /**
   * Makes a second name beside an artifact's file stand for that file:
   * `latest.tar.gz`, `index.yaml`. An earlier link of this name is replaced;
   * links are not subject to retention.
   * @returns path of the link
   */
  link(artifact: Pick<Artifact, 'path'>, name: string): Promise<string>;

  /** @throws ArtifactError - `not-found`: no file has this path */
  open(path: string, signal?: AbortSignal): Promise<OpenedFile>;

  /** Undefined when neither a file nor a directory has this path. */
  stat(path: string): Promise<StoredFile | undefined>;

  /**
   * Names in a directory, sorted; those of directories end in `/`. The root is
   * the empty path.
   * @throws ArtifactError - `not-found`: no directory has this path
   */
  list(path: string): Promise<readonly string[]>;

  /**
   * Compares the stored bytes with the digest, apart from the event loop.
   * @throws ArtifactError - `digest-mismatch`; `not-found`
   */
  verify(
    artifact: Pick<Artifact, 'path' | 'digest'>,
    signal?: AbortSignal,
  ): Promise<void>;

  /** Removes one file, if it exists. */
  remove(path: string): Promise<void>;

  /**
   * Removes the files of an object that are past their retention; never the
   * current one.
   * @returns names of the removed files
   */
  collect(
    owner: ArtifactOwner,
    current: Pick<Artifact, 'path'>,
  ): Promise<readonly string[]>;

  /**
   * Removes every file of an object.
   * @returns whether there was one
   */
  removeAll(owner: ArtifactOwner): Promise<boolean>;
}
