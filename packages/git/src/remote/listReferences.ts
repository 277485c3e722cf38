import { listServerRefs } from 'isomorphic-git';
import { GitError } from '../errors';
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

/** isomorphic-git hands on a refusal as if it were a reference. */
function requireHash(oid: string, ref: string): void {
  if (HASH.test(oid)) {
    return;
  }
  if (/^[0-9a-f]{64}$/.test(oid) || /object.format/.test(ref)) {
    throw new GitError('unsupported', 'only sha1 repositories can be cloned');
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
  const found = await http
    .run(() => listServerRefs({ http, url: http.url, prefix, peelTags: true }))
    .catch(error => {
      throw libraryError(error);
    });
  return found.map(({ ref, oid, peeled }) => {
    requireHash(oid, ref);
    return { name: ref, hash: oid, ...(peeled ? { peeled } : {}) };
  });
}
