import type { Release } from '../release/release';

/** How a revision is added. */
export interface CreateReleaseOptions {
  /** Revisions kept; 0 keeps all. */
  readonly maxHistory: number;
  readonly signal: AbortSignal;
  /** Told of each revision that has made space, before the new one is there. */
  readonly onRemoved?: (release: Release) => void | Promise<void>;
}

/**
 * Where the revisions of releases are kept. Every method takes the caller's
 * signal and throws ReleaseStorageError, or the cluster's own error.
 */
export interface ReleaseStorage {
  /** @throws ReleaseStorageError - `not-found` */
  get(name: string, version: number, signal: AbortSignal): Promise<Release>;
  /** Every revision of a release, lowest first; empty where there is none. */
  history(name: string, signal: AbortSignal): Promise<readonly Release[]>;
  /** Newest revision of every release of the storage namespace. */
  list(signal: AbortSignal): Promise<readonly Release[]>;
  /**
   * Adds a revision, and removes the oldest beyond the limit as Helm does.
   * @throws ReleaseStorageError - `exists`
   */
  create(release: Release, options: CreateReleaseOptions): Promise<void>;
  /** @throws ReleaseStorageError - `not-found` */
  update(release: Release, signal: AbortSignal): Promise<void>;
  /** Removes one revision and gives it back. @throws ReleaseStorageError - `not-found` */
  delete(name: string, version: number, signal: AbortSignal): Promise<Release>;
}
