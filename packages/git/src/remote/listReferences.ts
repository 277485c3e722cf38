import { getRemoteInfo2, listServerRefs } from 'isomorphic-git';
import { GitError } from '../errors';
import { TimeSlices } from '../TimeSlices';
import { libraryError } from './libraryErrors';
import type { GitHttp } from './gitHttp';

/** A reference of the remote. */
export interface RemoteReference {
  /** Full name: `refs/heads/main`, `HEAD`. */
  readonly name: string;
  /** 40 hexadecimal digits. */
  readonly hash: string;
  /** The commit behind an annotated tag. */
  readonly peeled?: string;
}

const HASH = /^[0-9a-f]{40}$/;

function unsupportedFormat(format: string): GitError {
  return new GitError(
    'unsupported',
    `unsupported object-format ${format}: only sha1 repositories can be cloned`,
  );
}

/** The work of isomorphic-git, with its errors as ours. */
async function run<T>(http: GitHttp, work: () => Promise<T>): Promise<T> {
  try {
    return await http.run(work);
  } catch (error) {
    throw libraryError(error);
  }
}

/** isomorphic-git hands on a refusal as if it were a reference. */
function requireHash(oid: string): void {
  if (HASH.test(oid)) {
    return;
  }
  if (/^[0-9a-f]{64}$/.test(oid)) {
    throw unsupportedFormat('sha256');
  }
  throw new GitError(
    'protocol',
    oid === 'ERR'
      ? 'the server refused to list its references'
      : 'the answer is not from a Git server',
  );
}

/**
 * Lists references, with protocol 2 where the server speaks it.
 * @param prefix - start of the names that matter; all when undefined
 * @throws GitError - `limit`, `unsupported`, and those of the network
 */
export async function listReferences(
  http: GitHttp,
  prefix: string | undefined,
): Promise<RemoteReference[]> {
  const found = await run(http, () =>
    listServerRefs({ http, url: http.url, prefix, peelTags: true }),
  );
  const references: RemoteReference[] = [];
  const slices = new TimeSlices();
  for (const { ref, oid, peeled } of found) {
    const turn = slices.next();
    if (turn) await turn;
    requireHash(oid);
    references.push(
      peeled ? { name: ref, hash: oid, peeled } : { name: ref, hash: oid },
    );
  }
  return references;
}

/**
 * A repository with other hashes than SHA-1 gives isomorphic-git an empty list,
 * so this asks before a repository is called empty.
 * @throws GitError - `unsupported`, and those of the network
 */
export async function requireSha1(http: GitHttp): Promise<void> {
  const { capabilities } = await run(http, () =>
    getRemoteInfo2({ http, url: http.url }),
  );
  const format = capabilities['object-format'];
  if (typeof format === 'string' && format !== 'sha1') {
    throw unsupportedFormat(format);
  }
}
