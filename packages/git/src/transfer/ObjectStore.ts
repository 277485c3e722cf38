import { createReadStream } from 'fs';
import { readBlob, readCommit, readObject } from 'isomorphic-git';
import type {
  CommitObject,
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import { parseTree } from '../checkout/parseTree';
import type { TreeEntry } from '../checkout/parseTree';
import { GitError } from '../errors';
import { libraryError } from '../remote/libraryErrors';
import { fetchInto, GITDIR } from './fetchInto';
import { MemoryFileSystem } from './MemoryFileSystem';
import { requireSmallObjects } from './requireSmallObjects';
import { storedReferences, transferFiles } from './transferFiles';
import type { TransferFiles } from './transferFiles';

/** What a commit says. */
export interface Commit {
  /** 40 hexadecimal digits. */
  readonly hash: string;
  readonly tree: string;
  readonly author: Signature;
  readonly committer: Signature;
  /** Whole text, with its final line feed if it has one. */
  readonly message: string;
}

/** Who did something, and when. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Git knows the tree without entries; servers need not send it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** Nothing is sent anywhere; the address only has to be one. */
const NO_ADDRESS = 'https://transfer.invalid';

/** Answers a fetch from the files of a transfer. */
class ReplayingHttp implements HttpClient {
  constructor(
    private readonly files: TransferFiles,
    private readonly hash: string,
  ) {}

  async request({ url, method }: GitHttpRequest): Promise<GitHttpResponse> {
    const answer = { url, statusCode: 200, statusMessage: 'OK' };
    return method === 'POST'
      ? {
          ...answer,
          headers: { 'content-type': 'application/x-git-upload-pack-result' },
          body: createReadStream(this.files.pack).iterator(),
        }
      : {
          ...answer,
          headers: {
            'content-type': 'application/x-git-upload-pack-advertisement',
          },
          ...storedReferences(this.files, this.hash),
        };
  }
}

function toSignature(author: CommitObject['author']): Signature {
  const { name, email, timestamp } = author;
  return { name, email, timeMs: timestamp * 1000 };
}

/** Whatever else breaks while reading comes from the bytes of the server. */
async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = libraryError(error);
    throw known instanceof GitError
      ? known
      : new GitError('protocol', `damaged pack: ${(error as Error).message}`, {
          cause: error,
        });
  }
}

/** The objects of one transfer, unpacked and indexed by isomorphic-git. */
export class ObjectStore {
  /** isomorphic-git keeps the pack and its index here between calls. */
  private readonly cache = {};

  private constructor(private readonly memory: MemoryFileSystem) {}

  /**
   * Unpacks a transfer.
   * @param hash - the commit that was fetched
   * @param maxObjectBytes - a pack with a larger object is refused
   * @throws GitError - `protocol`: damaged or cut short; `limit`
   */
  static async open(
    directory: string,
    hash: string,
    maxObjectBytes: number,
  ): Promise<ObjectStore> {
    const http = new ReplayingHttp(transferFiles(directory), hash);
    const memory = new MemoryFileSystem((path, data) => {
      if (path.endsWith('.pack')) {
        requireSmallObjects(data, maxObjectBytes);
      }
    });
    await reading(() => fetchInto(http, NO_ADDRESS, { hash }, memory));
    return new ObjectStore(memory);
  }

  /**
   * Follows tags to the commit they point to.
   * @throws GitError - `commit-not-found`, `protocol`
   */
  async commit(hash: string): Promise<Commit> {
    const { oid, commit } = await reading(() => readCommit(this.at(hash)));
    return {
      hash: oid,
      tree: commit.tree,
      author: toSignature(commit.author),
      committer: toSignature(commit.committer),
      message: commit.message,
    };
  }

  /** @throws GitError - `protocol` */
  async tree(hash: string): Promise<TreeEntry[]> {
    if (hash === EMPTY_TREE) {
      return [];
    }
    const { type, object } = await reading(() =>
      readObject({ ...this.at(hash), format: 'content' }),
    );
    if (type !== 'tree') {
      throw new GitError('protocol', `${hash} is a ${type}, not a tree`);
    }
    return parseTree(object as Uint8Array);
  }

  /** @throws GitError - `protocol` */
  async blob(hash: string): Promise<Uint8Array> {
    return (await reading(() => readBlob(this.at(hash)))).blob;
  }

  private at(oid: string) {
    const fs = { promises: this.memory };
    return { fs, gitdir: GITDIR, oid, cache: this.cache };
  }
}
