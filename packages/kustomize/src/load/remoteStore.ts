import { KustomizeError } from '../errors';
import type {
  ChartReference,
  ClonedRepository,
  RemoteFetcher,
  RemoteFile,
} from '../options';
import {
  parseRepositoryReference,
  type RepositoryReference,
} from './remoteUrl';

/** One thing to fetch. */
type RemoteRequest =
  | { readonly kind: 'file'; readonly url: string }
  | { readonly kind: 'repository'; readonly reference: RepositoryReference }
  | { readonly kind: 'chart'; readonly chart: ChartReference };

/** Thrown inside the core for a remote that has yet to be fetched. */
export class RemoteNeeded extends Error {
  readonly name = 'RemoteNeeded';

  constructor(readonly request: RemoteRequest) {
    super(`remote reference ${urlOf(request)} is not fetched yet`);
  }
}

/** A server's refusal: the address is a file's, or nothing's, but no directory's. */
export class HttpStatusError extends KustomizeError {
  constructor(url: string, status: number, text: string) {
    super('remote', `HTTP Error: status code ${status} (${text})`, {
      file: url,
    });
  }
}

/** Remotes of one build: fetched between runs of the synchronous core. */
export class RemoteStore {
  private readonly files = new Map<string, RemoteFile | KustomizeError>();
  private readonly clones = new Map<
    string,
    ClonedRepository | KustomizeError
  >();

  constructor(
    private readonly fetcher: RemoteFetcher | undefined,
    private readonly limit: number,
  ) {}

  /**
   * The clone of a repository.
   * @throws KustomizeError - remote; RemoteNeeded - to be fetched first
   */
  requireClone(reference: RepositoryReference): ClonedRepository {
    const { url } = reference;
    this.requireFetcher(url);
    const clone = this.clones.get(url);
    if (clone === undefined) {
      throw new RemoteNeeded({ kind: 'repository', reference });
    }
    if (clone instanceof KustomizeError) throw clone;
    return clone;
  }

  /**
   * The directory of a chart, or undefined where charts are not pulled.
   * @throws KustomizeError - remote; RemoteNeeded - to be pulled first
   */
  findChart(chart: ChartReference): ClonedRepository | undefined {
    if (this.fetcher?.pullChart === undefined) return undefined;
    const request = { kind: 'chart', chart } as const;
    const pulled = this.clones.get(urlOf(request));
    if (pulled === undefined) throw new RemoteNeeded(request);
    if (pulled instanceof KustomizeError) throw pulled;
    return pulled;
  }

  /**
   * Content of a file on the web.
   * @throws KustomizeError - remote; RemoteNeeded - to be fetched first
   */
  requireFile(url: string): Uint8Array {
    this.requireFetcher(url);
    const file = this.files.get(url);
    if (file === undefined) throw new RemoteNeeded({ kind: 'file', url });
    if (file instanceof KustomizeError) throw file;
    if ('content' in file) return file.content;
    if (parseRepositoryReference(url) === undefined) {
      throw new HttpStatusError(url, file.status, file.statusText);
    }
    throw new KustomizeError('remote', 'URL is a git repository', {
      file: url,
    });
  }

  /**
   * Fetches a remote; a failure is kept and thrown where the remote is used.
   * @throws KustomizeError - limit
   */
  async fetch(request: RemoteRequest): Promise<void> {
    const url = urlOf(request);
    if (this.files.size + this.clones.size >= this.limit) {
      throw new KustomizeError(
        'limit',
        `a build may use ${this.limit} remote references, '${url}' is one more`,
      );
    }
    const fetcher = this.requireFetcher(url);
    if (request.kind === 'file') {
      this.files.set(url, await attempt(url, () => fetcher.readFile(url)));
    } else {
      this.clones.set(url, await attempt(url, () => treeOf(fetcher, request)));
    }
  }

  private requireFetcher(url: string): RemoteFetcher {
    if (this.fetcher !== undefined) return this.fetcher;
    throw new KustomizeError(
      'remote',
      `remote reference '${url}' cannot be fetched here: remote bases are off; vendor it into the tree`,
    );
  }
}

function urlOf(request: RemoteRequest): string {
  switch (request.kind) {
    case 'file':
      return request.url;
    case 'repository':
      return request.reference.url;
    default: {
      const { repo, name, version } = request.chart;
      const place = `${repo.replace(/\/$/, '')}/${name}`;
      return version === '' ? place : `${place}@${version}`;
    }
  }
}

async function treeOf(
  fetcher: RemoteFetcher,
  request: Exclude<RemoteRequest, { kind: 'file' }>,
): Promise<ClonedRepository> {
  if (request.kind === 'repository') return fetcher.clone(request.reference);
  return fetcher.pullChart!(request.chart);
}

async function attempt<T>(
  url: string,
  fetch: () => Promise<T>,
): Promise<T | KustomizeError> {
  try {
    return await fetch();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    return new KustomizeError('remote', `fetching '${url}': ${reason}`, {
      cause,
    });
  }
}
