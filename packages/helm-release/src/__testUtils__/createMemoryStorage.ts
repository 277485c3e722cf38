import type { Release } from '../release/release';
import type { ReleaseStorage } from '../storage/ReleaseStorage';
import { ReleaseStorageError } from '../storage/ReleaseStorageError';

/** Storage of a test, with every status that was written, e.g. `1 pending-install`. */
export interface MemoryStorage extends ReleaseStorage {
  readonly writes: readonly string[];
}

/** Keeps releases in memory, for tests of what actions do with objects. */
export function createMemoryStorage(): MemoryStorage {
  const kept = new Map<string, Release>();
  const writes: string[] = [];
  const keyOf = (name: string, version: number) => `${name}.v${version}`;
  const find = (name: string, version: number) => {
    const release = kept.get(keyOf(name, version));
    if (!release) {
      throw new ReleaseStorageError('not-found', 'release: not found');
    }
    return release;
  };
  const put = (release: Release) => {
    kept.set(keyOf(release.name, release.version), release);
    writes.push(`${release.version} ${release.info.status}`);
  };
  return {
    writes,
    get: async (name, version) => find(name, version),
    history: async name =>
      [...kept.values()]
        .filter(release => release.name === name)
        .sort((a, b) => a.version - b.version),
    list: async () => [...kept.values()],
    create: async release => {
      if (kept.has(keyOf(release.name, release.version))) {
        throw new ReleaseStorageError('exists', 'release: already exists');
      }
      put(release);
    },
    update: async (release, signal) => {
      signal.throwIfAborted();
      find(release.name, release.version);
      put(release);
    },
    delete: async (name, version) => {
      const release = find(name, version);
      kept.delete(keyOf(name, version));
      return release;
    },
  };
}
