import { ReleaseStorageError } from '@backstage-gitops/helm-release';
import type { Release, ReleaseStorage } from '@backstage-gitops/helm-release';

/** Helm's storage of one namespace, in memory; `writes` counts them. */
export class MemoryStorage implements ReleaseStorage {
  readonly releases = new Map<string, Release>();
  writes = 0;

  newest(name: string): Release | undefined {
    return this.#of(name).at(-1);
  }

  async get(name: string, version: number): Promise<Release> {
    const release = this.releases.get(`${name}.v${version}`);
    if (!release)
      throw new ReleaseStorageError('not-found', 'release: not found');
    return release;
  }

  async history(name: string): Promise<readonly Release[]> {
    return this.#of(name);
  }

  async list(): Promise<readonly Release[]> {
    return [...this.releases.values()];
  }

  async create(release: Release): Promise<void> {
    this.#put(release);
  }

  async update(release: Release): Promise<void> {
    this.#put(release);
  }

  async delete(name: string, version: number): Promise<Release> {
    const release = await this.get(name, version);
    this.releases.delete(`${name}.v${version}`);
    this.writes += 1;
    return release;
  }

  #put(release: Release): void {
    this.writes += 1;
    this.releases.set(`${release.name}.v${release.version}`, release);
  }

  #of(name: string): Release[] {
    return [...this.releases.values()]
      .filter(release => release.name === name)
      .sort((a, b) => a.version - b.version);
  }
}
