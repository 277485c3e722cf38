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
/** As long as kustomize gives a clone when the reference does not say. */
const DEFAULT_TIMEOUT_MS = 27_000;

/**
 * Remote references of one build: files by HTTP GET, repositories cloned over
 * HTTP into a temporary directory that {@link RemoteFiles.remove} deletes.
 */
export class RemoteFiles implements RemoteFetcher {
  private workDirectory: Promise<string> | undefined;

  /** @param signal - ends every transfer when aborted */
  constructor(private readonly signal: AbortSignal) {}

  /** @throws Error - no connection, too slow, too large */
  async readFile(url: string): Promise<RemoteFile> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } =
      parseRepositoryReference(url) ?? {};
    return this.within(timeoutMs, async signal => {
      const { address, headers } = withoutCredentials(url);
      const response = await fetch(address, { signal, headers });
      if (!response.ok) {
        await response.body?.cancel();
        const { status, statusText } = response;
        return { status, statusText };
      }
      return { content: await readBody(response) };
    });
  }

  /** @throws Error - as cloneRepository */
  async clone(reference: RepositoryReference): Promise<ClonedRepository> {
    this.workDirectory ??= mkdtemp(join(tmpdir(), 'gitops-kustomize-'));
    const workDirectory = await realpath(await this.workDirectory);
    const directory = await mkdtemp(join(workDirectory, 'clone-'));
    await this.within(reference.timeoutMs, signal =>
      cloneRepository(reference, { workDirectory, directory, signal }),
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

  /** Deletes all clones. */
  async remove(): Promise<void> {
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
      throw readable(error);
    }
  }
}

/** `fetch` refuses addresses that hold credentials: they go into a header. */
function withoutCredentials(url: string) {
  const address = new URL(url);
  const { username, password } = address;
  if (username === '' && password === '') return { address };
  const user = decodeURIComponent(username);
  const pair = `${user}:${decodeURIComponent(password)}`;
  address.username = '';
  address.password = '';
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  return { address, headers: { authorization } };
}

async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES) {
      throw new Error(`the file has more than ${MAX_FILE_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Node's fetch says only `fetch failed`; the reason is its cause. */
function readable(error: unknown): unknown {
  const { name, cause } = (error ?? {}) as { name?: string; cause?: unknown };
  if (name !== 'TypeError' || !cause) return error;
  const { message, code } = cause as { message?: string; code?: string };
  return new Error(message || code, { cause: error });
}
