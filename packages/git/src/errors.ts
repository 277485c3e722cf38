/** What went wrong, for a program to decide on. */
export type GitErrorCode =
  /** The URL can't be used at all: scheme, syntax. */
  | 'invalid-url'
  /** 401: no or wrong credentials. */
  | 'authentication'
  /** 403: credentials without the right. */
  | 'authorization'
  /** 404, or an answer that is not from a Git server. */
  | 'repository-not-found'
  /** The repository has no such branch, tag, reference or matching version. */
  | 'reference-not-found'
  /** The repository has no commit. */
  | 'empty-repository'
  /** The commit is not in the repository. */
  | 'commit-not-found'
  /** The policy of the network refuses the address. */
  | 'denied'
  /** No connection, or it broke. */
  | 'network'
  /** The server's SSH host key is not the one that is known. */
  | 'host-key'
  /** The server's certificate is not trusted, or it does not trust ours. */
  | 'tls'
  /** The deadline passed. */
  | 'timeout'
  /** The caller's signal was aborted. */
  | 'aborted'
  /** More bytes or files than allowed. */
  | 'limit'
  /** The answer breaks the protocol, or its bytes are damaged. */
  | 'protocol'
  /** The tree holds a name that may not be written to disk. */
  | 'unsafe-path'
  /** A path that is not in the tree, such as a sparse directory. */
  | 'path-not-found'
  /** Written where something else stands: a directory, a link, a name that differs only in case. */
  | 'path-conflict'
  /** What the caller gave can't be used: an author, a message, a refspec. */
  | 'invalid-option'
  /** The key to sign with can't be read or used, or its passphrase is wrong. */
  | 'signing-key'
  /** The reference has moved since it was read, or does not lead to the new commit. */
  | 'non-fast-forward'
  /** A rule of the server protects the reference from this push. */
  | 'protected-branch'
  /** A hook of the server said no. */
  | 'hook-declined'
  /** The server refused the push for another reason. */
  | 'push-rejected'
  /** The push was sent, and no whole answer came: it may have taken effect. */
  | 'push-unanswered'
  /** Something that this client can't do. */
  | 'unsupported';

/** A Git operation failed. The message holds no credentials. */
export class GitError extends Error {
  override readonly name = 'GitError';

  constructor(
    readonly code: GitErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Puts the failed operation in front of an error's message; the code stays. */
export function prefixError(prefix: string, error: unknown): GitError {
  if (error instanceof GitError) {
    return new GitError(error.code, `${prefix}: ${error.message}`, {
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new GitError('protocol', `${prefix}: ${message}`, { cause: error });
}
