import type {
  CreateReleaseOptions,
  Release,
  ReleaseStorage,
} from '@backstage-gitops/helm-release';

/**
 * Helm's storage, which tells of each revision that an action has written or
 * removed: the record of what happened is what is stored, whatever the action
 * gives back.
 */
export class ObservedStorage implements ReleaseStorage {
  readonly #onWritten: (release: Release) => void | Promise<void>;

  constructor(
    private readonly storage: ReleaseStorage,
    onWritten: (release: Release) => void | Promise<void>,
  ) {
    this.#onWritten = onWritten;
  }

  get(name: string, version: number, signal: AbortSignal): Promise<Release> {
    return this.storage.get(name, version, signal);
  }

  history(name: string, signal: AbortSignal): Promise<readonly Release[]> {
    return this.storage.history(name, signal);
  }

  list(signal: AbortSignal): Promise<readonly Release[]> {
    return this.storage.list(signal);
  }

  async create(release: Release, options: CreateReleaseOptions): Promise<void> {
    const onRemoved = this.#onWritten;
    await this.storage.create(release, { ...options, onRemoved });
    await this.#onWritten(release);
  }

  async update(release: Release, signal: AbortSignal): Promise<void> {
    await this.storage.update(release, signal);
    await this.#onWritten(release);
  }

  async delete(
    name: string,
    version: number,
    signal: AbortSignal,
  ): Promise<Release> {
    const release = await this.storage.delete(name, version, signal);
    await this.#onWritten(release);
    return release;
  }
}
