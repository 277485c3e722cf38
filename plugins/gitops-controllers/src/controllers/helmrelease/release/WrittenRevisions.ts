import type { Release } from '@backstage-gitops/helm-release';

/** A revision as this run has stored it. */
interface WrittenRevision {
  readonly release: Release;
  /** Changes with each write of its Secret. */
  readonly mark: string;
}

/** The revisions that a run has stored: they need not be read to be known. */
export class WrittenRevisions {
  readonly #revisions = new Map<number, WrittenRevision>();

  /** Notes a write. */
  add(release: Release, mark: string): void {
    this.#revisions.set(release.version, { release, mark });
  }

  /** A revision, if it is still as it was stored here. */
  find(version: number, mark: string): Release | undefined {
    const written = this.#revisions.get(version);
    return written?.mark === mark ? written.release : undefined;
  }

  /** The one with the highest number; undefined: none was stored. */
  get newest(): WrittenRevision | undefined {
    return this.#revisions.get(Math.max(...this.#revisions.keys()));
  }
}
