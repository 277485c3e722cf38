import { KustomizeError } from '../errors';
import type { FetchedRemote } from '../options';

/** Thrown inside the core for a remote that has yet to be fetched. */
export class RemoteNeeded extends Error {
  readonly name = 'RemoteNeeded';

  constructor(readonly url: string) {
    super(`remote reference ${url} is not fetched yet`);
  }
}

/** Remotes of one build: fetched between runs of the synchronous core. */
export class RemoteStore {
  private readonly fetched = new Map<string, FetchedRemote | KustomizeError>();

  constructor(
    private readonly fetcher:
      | ((url: string) => Promise<FetchedRemote>)
      | undefined,
    private readonly limit: number,
  ) {}

  /**
   * The clone of a repository.
   * @throws KustomizeError - remote; RemoteNeeded - to be fetched first
   */
  require(url: string): FetchedRemote {
    const remote = this.fetched.get(url);
    if (remote === undefined) {
      if (this.fetcher === undefined) {
        throw new KustomizeError(
          'remote',
          `remote reference '${url}' cannot be fetched here: remote bases are off; vendor it into the tree`,
        );
      }
      throw new RemoteNeeded(url);
    }
    if (remote instanceof KustomizeError) throw remote;
    return remote;
  }

  /** Content of a file on the web; errors as {@link require}. */
  requireFile(url: string): Uint8Array {
    const { fs, path } = this.require(url);
    if (fs.stat(path)?.kind !== 'file') {
      throw new KustomizeError('remote', 'URL is a git repository', {
        file: url,
      });
    }
    return fs.readFile(path);
  }

  /** Fetches a remote; a failure is kept and thrown where the remote is used. */
  async fetch(url: string): Promise<void> {
    if (this.fetched.size >= this.limit) {
      throw new KustomizeError(
        'limit',
        `a build may use ${this.limit} remote references, '${url}' is one more`,
      );
    }
    try {
      this.fetched.set(url, await this.fetcher!(url));
    } catch (cause) {
      this.fetched.set(
        url,
        new KustomizeError(
          'remote',
          `fetching '${url}': ${
            cause instanceof Error ? cause.message : cause
          }`,
          { cause },
        ),
      );
    }
  }
}
