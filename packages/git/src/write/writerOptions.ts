import type { RemoteOptions } from '../remote/options';
import type { GitReference } from '../remote/resolve';
import { parseRepositoryUrl } from '../url';
import type { Identity } from './encodeCommit';
import type { PushRules } from './planPush';
import type { ReferenceUpdate } from './push/ReceivePack';
import type { RepositoryFiles } from './RepositoryFiles';
import type { CommitSigner } from './signing/CommitSigner';

/** What to write to. */
export interface WriterOptions {
  readonly remote: RemoteOptions;
  /** Branch to work on: `main`. */
  readonly branch: string;
  /** Where the branch starts while it does not exist. */
  readonly from?: GitReference;
  /**
   * Starts from `from` even when the branch exists; the push then replaces the
   * branch and has to be forced. Default false.
   */
  readonly restart?: boolean;
  /** Bytes that all written files may have. Default 256 MiB. */
  readonly changedBytes?: number;
  /** Milliseconds since the epoch. Default the clock. */
  readonly now?: () => number;
}

/** A commit to make. */
export interface NewCommit {
  readonly author: Identity;
  /** Default the author. */
  readonly committer?: Identity;
  /** Is tidied as `git commit -m` does it. */
  readonly message: string;
  /** Leaves empty lines and spaces in the message. Default false. */
  readonly isVerbatim?: boolean;
  readonly signer?: CommitSigner;
  /** Makes a commit even if no file has changed. Default false. */
  readonly allowEmpty?: boolean;
}

/** What to push, and how. */
export interface PushOptions extends PushRules {
  /** Default the branch: `HEAD:refs/heads/<branch>`. */
  readonly refspecs?: readonly string[];
  /** For the hooks of the server, as `git push -o`. */
  readonly options?: readonly string[];
  /** Leaves the options out where the server takes none. Default false: an error. */
  readonly mayDropOptions?: boolean;
  /**
   * All references or none. Default true where there are several and the server
   * can do it.
   */
  readonly atomic?: boolean;
}

/** What a push has done. */
export interface PushResult {
  /** References that were changed; none when all were so already. */
  readonly updates: readonly ReferenceUpdate[];
  /** What the server wrote to people, without secrets. */
  readonly messages: readonly string[];
}

/** Changes one branch of a repository, step by step; must be closed. */
export interface BranchWriter {
  /** The files of the head, as changed so far. */
  readonly files: RepositoryFiles;
  /** Newest commit: the one that was read, or the last that was made here. */
  readonly head: string | undefined;
  /** Where the branch was on the server; undefined when it did not exist. */
  readonly remoteHead: string | undefined;
  /**
   * Commits the files as they are now.
   * @returns its hash; undefined when nothing has changed
   * @throws GitError - `invalid-option`, `signing-key`
   */
  commit(commit: NewCommit, signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Pushes the commits, each reference only if it is still where it was read.
   * @throws GitError - `non-fast-forward`, `protected-branch`, `hook-declined`,
   *   `authorization`, `push-rejected`, `push-unanswered`, `unsupported`,
   *   `invalid-option`, and those of the network
   */
  push(options: PushOptions, signal: AbortSignal): Promise<PushResult>;
  /** Closes the connections. */
  close(): Promise<void>;
}

/** Default of {@link WriterOptions.changedBytes}. */
export const DEFAULT_CHANGED_BYTES: number = 256 * 1024 ** 2;

/** Secret parts of the credentials. */
function secretsIn(auth: RemoteOptions['auth']): (string | undefined)[] {
  if (!auth) {
    return [];
  }
  if ('bearerToken' in auth) {
    return [auth.bearerToken];
  }
  return 'password' in auth ? [auth.password] : [];
}

/** What must not be shown of the way to a server. */
export function secretsOf({ url, auth, proxy }: RemoteOptions): string[] {
  const { password } = parseRepositoryUrl(url);
  return [password, ...secretsIn(auth), proxy?.password].filter(
    (secret): secret is string => secret !== undefined && secret !== '',
  );
}
