import type { Release } from '../../release/release';
import type { ReleaseStorage } from '../../storage/ReleaseStorage';
import { ReleaseStorageError } from '../../storage/ReleaseStorageError';

/** Storage of one test, which remembers every release that was written to it. */
export class MemoryStorage implements ReleaseStorage {
  readonly #releases = new Map<string, Release>();
  /** Every create, update and delete, in order: `update v1 deployed`. */
  readonly writes: string[] = [];
  /** Called before each update; may throw. */
  onUpdate: (release: Release) => void = () => undefined;

  constructor(...releases: Release[]) {
    for (const release of releases) this.#releases.set(keyOf(release), release);
  }

  async get(name: string, version: number): Promise<Release> {
    const found = this.#releases.get(keyOf({ name, version }));
    if (found) return found;
    throw new ReleaseStorageError('not-found', 'release: not found');
  }

  async history(name: string): Promise<readonly Release[]> {
    return [...this.#releases.values()]
      .filter(release => release.name === name)
      .sort((a, b) => a.version - b.version);
  }

  async list(): Promise<readonly Release[]> {
    return [...this.#releases.values()];
  }

  async create(release: Release): Promise<void> {
    this.#note('create', release);
    this.#releases.set(keyOf(release), release);
  }

  async update(release: Release): Promise<void> {
    this.onUpdate(release);
    this.#note('update', release);
    this.#releases.set(keyOf(release), release);
  }

  async delete(name: string, version: number): Promise<Release> {
    const found = await this.get(name, version);
    this.#note('delete', found);
    this.#releases.delete(keyOf(found));
    return found;
  }

  #note(verb: string, { version, info }: Release): void {
    this.writes.push(`${verb} v${version} ${info.status}`);
  }
}

function keyOf({ name, version }: Pick<Release, 'name' | 'version'>): string {
  return `${name}.v${version}`;
}
