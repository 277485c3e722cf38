import { createWriteStream } from 'fs';
import { open } from 'fs/promises';
import { pipeline } from 'stream/promises';
import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import { GitError } from '../errors';
import type { GitHttp } from '../remote/gitHttp';
import { fetchInto } from './fetchInto';
import type { FetchRequest } from './fetchInto';
import { storedReferences, transferFiles } from './transferFiles';
import type { TransferFiles } from './transferFiles';

const MAX_REFUSAL_BYTES = 1024;

/** The clients of one fetch; each has its own limit. */
interface FetchClients {
  readonly references: GitHttp;
  readonly pack: GitHttp;
}

/** An answer without a pack ends a fetch before there is anything to unpack. */
async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}

/** Writes both answers to files, and shows isomorphic-git only the first. */
class RecordingHttp implements HttpClient {
  constructor(
    private readonly clients: FetchClients,
    private readonly files: TransferFiles,
    private readonly hash: string,
  ) {}

  async request(message: GitHttpRequest): Promise<GitHttpResponse> {
    if (message.method === 'POST') {
      const answer = await this.clients.pack.request(message);
      await pipeline(answer.body ?? [], createWriteStream(this.files.pack));
      return { ...answer, body: nothing() };
    }
    const answer = await this.clients.references.request(message);
    await pipeline(answer.body ?? [], createWriteStream(this.files.references));
    return { ...answer, ...storedReferences(this.files, this.hash) };
  }
}

/** @throws GitError - `commit-not-found`, `protocol`: the answer says no */
async function requirePack({ pack }: TransferFiles): Promise<void> {
  const file = await open(pack);
  try {
    const head = Buffer.alloc(MAX_REFUSAL_BYTES);
    const { bytesRead } = await file.read(head);
    const text = head.toString('utf8', 0, bytesRead);
    const refusal = /^[0-9a-f]{4}ERR ([^\n]*)/i.exec(text)?.[1];
    if (refusal !== undefined) {
      throw /not our ref|unadvertised object/.test(refusal)
        ? new GitError('commit-not-found', 'object not found')
        : new GitError('protocol', `remote error: ${refusal}`);
    }
  } finally {
    await file.close();
  }
}

/**
 * Fetches, and leaves the answers in a directory for `replayTransfer`.
 * @throws GitError - `commit-not-found`, `limit`, `protocol`, and those of the network
 */
export async function recordTransfer(
  clients: FetchClients,
  directory: string,
  request: FetchRequest,
): Promise<void> {
  const files = transferFiles(directory);
  const http = new RecordingHttp(clients, files, request.hash);
  await fetchInto(http, clients.pack.url, request);
  await requirePack(files);
}
