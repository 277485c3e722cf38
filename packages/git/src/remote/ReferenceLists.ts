/** Repositories that are remembered; the oldest go first. */
const MAX_REPOSITORIES = 5_000;

/**
 * Which repositories have few references. The whole list of those is one
 * request over HTTP with protocol 0, where protocol 2 takes two to ask for a
 * part of it.
 */
class ReferenceLists {
  /** Longest list, in bytes, that counts as short. */
  readonly shortBytes = 64 * 1024;
  readonly #isShort = new Map<string, boolean>();

  /** False also for a repository of which nothing is known. */
  isShort(url: string): boolean {
    return this.#isShort.get(url) ?? false;
  }

  /** Takes a repository for one with few references, until its list says no. */
  assumeShort(url: string): void {
    if (!this.#isShort.has(url)) this.#set(url, true);
  }

  /** A list that was longer. */
  noteLong(url: string): void {
    this.#set(url, false);
  }

  #set(url: string, isShort: boolean): void {
    this.#isShort.delete(url);
    this.#isShort.set(url, isShort);
    if (this.#isShort.size > MAX_REPOSITORIES) {
      const [oldest] = this.#isShort.keys();
      this.#isShort.delete(oldest);
    }
  }
}

/** Those of this process. */
export const referenceLists = new ReferenceLists();
