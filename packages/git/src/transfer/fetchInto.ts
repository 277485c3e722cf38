import { addRemote, fetch, init } from 'isomorphic-git';
import type { HttpClient } from 'isomorphic-git';
import { libraryError } from '../remote/libraryErrors';
import { MemoryFileSystem } from './MemoryFileSystem';

/** What to ask a server for. */
export interface FetchRequest {
  /** Commit or tag that the server has. */
  readonly hash: string;
  /** Number of commits of history; all when undefined. */
  readonly depth?: number;
  /** Asks for every branch in place of `hash`. Default false. */
  readonly allBranches?: boolean;
}

/** Where isomorphic-git keeps the repository. */
export const GITDIR = '/repository';
const REMOTE = 'origin';

/**
 * Fetches into a new repository in memory.
 * @param memory - empty; a new one when not given
 * @throws GitError - `protocol`, `unsupported`; and what the client throws
 */
export async function fetchInto(
  http: HttpClient,
  url: string,
  { hash, depth, allBranches = false }: FetchRequest,
  memory = new MemoryFileSystem(),
): Promise<MemoryFileSystem> {
  const fs = { promises: memory };
  try {
    await init({ fs, dir: GITDIR, gitdir: GITDIR, bare: true });
    await addRemote({ fs, gitdir: GITDIR, remote: REMOTE, url });
    await fetch({
      fs,
      http,
      remote: REMOTE,
      gitdir: GITDIR,
      remoteRef: hash,
      singleBranch: !allBranches,
      tags: false,
      ...(depth === undefined ? {} : { depth }),
    });
  } catch (error) {
    throw libraryError(error);
  }
  return memory;
}
