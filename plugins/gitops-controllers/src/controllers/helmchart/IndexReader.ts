import { VersionLookup } from '@backstage-gitops/helm';
import { join } from 'path';
import { SharedTasks } from '../../artifacts/cache/SharedTasks';
import type { ArtifactClient, ArtifactStore } from '../../artifacts';
import type { WorkerPool } from '../../worker/WorkerPool';
import type { IndexCache } from './IndexCache';
import type { Artifact } from './types';

interface IndexReaderOptions {
  readonly artifacts: Pick<ArtifactClient, 'download'>;
  readonly store: Pick<ArtifactStore, 'workArea'>;
  readonly workers: Pick<WorkerPool, 'run'>;
  readonly cache: IndexCache;
}

/** For whom an index is read. */
interface Reader {
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/** Reads indexes of chart repositories, each once for all who want it at a time. */
export class IndexReader {
  readonly #reading = new SharedTasks<VersionLookup>();

  constructor(private readonly options: IndexReaderOptions) {}

  /**
   * The stored index of a HelmRepository.
   * @throws ArtifactError - `not-found`, `digest-mismatch`, `unavailable`,
   *   `limit`; HelmError - INDEX
   */
  async readStored(
    artifact: Artifact,
    { namespace, signal }: Reader,
  ): Promise<VersionLookup> {
    const { artifacts, cache, store } = this.options;
    const { digest, url } = artifact;
    const known = cache.get(digest);
    if (known) return known;
    const read = (running: AbortSignal) =>
      store.workArea.use(async directory => {
        const file = join(directory, 'index.json');
        await artifacts.download(artifact, file, running);
        const lookup = await this.readFile(file, {
          namespace,
          signal: running,
        });
        cache.set(digest, lookup);
        return lookup;
      });
    return this.#reading.run(`${digest} ${url}`, read, signal);
  }

  /**
   * An index.yaml in a file.
   * @throws HelmError - INDEX
   */
  async readFile(file: string, reader: Reader): Promise<VersionLookup> {
    const { workers } = this.options;
    return new VersionLookup(await workers.run('makeLookup', { file }, reader));
  }
}
