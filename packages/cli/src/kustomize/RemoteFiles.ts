import {
  HttpClient,
  limitBytes,
  readBytes,
  splitUserInfo,
} from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';
import {
  nodeFileSystem,
  parseRepositoryReference,
  type ChartReference,
  type ClonedRepository,
  type RemoteFetcher,
  type RemoteFile,
  type RepositoryReference,
} from '@backstage-gitops/kustomize';
import * as fs from 'fs';
import { mkdtemp, realpath, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { cloneRepository } from './cloneRepository';
import { pullChart } from './pullChart';

/** Bytes of a file on the web; what the engine takes at most. */
const MAX_FILE_BYTES = 50 * 1024 ** 2;
const LIMIT = [
  MAX_FILE_BYTES,
  () => new Error(`the file has more than ${MAX_FILE_BYTES} bytes`),
] as const;
const USER_AGENT = 'backstage-gitops';
/** As long as kustomize gives a clone when the reference does not say. */
const DEFAULT_TIMEOUT_MS = 27_000;

/**
 * Remote references of one build: files by HTTP GET, repositories cloned over
 * HTTP into a temporary directory that {@link RemoteFiles.remove} deletes.
 */
export class RemoteFiles implements RemoteFetcher {
  private readonly http: HttpClient;
  private workDirectory: Promise<string> | undefined;

  /**
   * @param signal - ends every transfer when aborted
   * @throws HttpError - `invalid-option`: a rule of the policy that is none
   */
  constructor(
    private readonly signal: AbortSignal,
    private readonly network: NetworkPolicy,
  ) {
    this.http = new HttpClient({ userAgent: USER_AGENT, network });
  }

  /** @throws Error - no connection, too slow, too large */
  async readFile(url: string): Promise<RemoteFile> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } =
      parseRepositoryReference(url) ?? {};
    return this.within(timeoutMs, async signal => {
      const answer = await this.http.get({
        ...splitUserInfo(new URL(url)),
        signal,
      });
      const { status, statusText, body } = answer;
      if (status < 200 || status >= 300) {
        await answer.discard();
        return { status, statusText };
      }
      return { content: await readBytes(limitBytes(body, ...LIMIT)) };
    });
  }

  /** @throws Error - as cloneRepository */
  async clone(reference: RepositoryReference): Promise<ClonedRepository> {
    this.workDirectory ??= mkdtemp(join(tmpdir(), 'gitops-kustomize-'));
    const workDirectory = await realpath(await this.workDirectory);
    const directory = await mkdtemp(join(workDirectory, 'clone-'));
    const { network } = this;
    await this.within(reference.timeoutMs, signal =>
      cloneRepository(reference, { workDirectory, directory, network, signal }),
    );
    return { fs: nodeFileSystem(fs), root: directory };
  }

  /** @throws Error - as pullChart; each file within the usual time */
  async pullChart(chart: ChartReference): Promise<ClonedRepository> {
    return pullChart(chart, async url => {
      const file = await this.readFile(url);
      if ('content' in file) return file.content;
      throw new Error(
        `failed to fetch ${url} : ${file.status} ${file.statusText}`,
      );
    });
  }

  /** Deletes all clones and closes the connections. */
  async remove(): Promise<void> {
    await this.http.close();
    if (this.workDirectory === undefined) return;
    await rm(await this.workDirectory, { recursive: true, force: true });
  }

  private async within<T>(
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await work(AbortSignal.any([timeout, this.signal]));
    } catch (error) {
      if (timeout.aborted) {
        throw new Error(`it took longer than ${timeoutMs / 1000} seconds`, {
          cause: error,
        });
      }
      throw error;
    }
  }
}
