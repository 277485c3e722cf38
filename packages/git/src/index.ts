/**
 * Git transport for the source controller: resolves references of a remote
 * repository and writes one commit's tree to a directory.
 *
 * @packageDocumentation
 */
export { checkoutCommit } from './checkout/checkoutCommit';
export type {
  CheckoutRequest,
  CheckoutResult,
  SubmoduleEntry,
} from './checkout/checkoutCommit';
export { readTransferredCommit } from './checkout/readTransferredCommit';
export { parseGitmodules, resolveSubmoduleUrl } from './checkout/gitmodules';
export { GitError } from './errors';
export type { GitErrorCode } from './errors';
export type { Commit, Signature } from './transfer/parseCommit';
export type {
  AdvertiseOptions,
  GitService,
  GitTransport,
  RequestBody,
} from './remote/GitTransport';
export { GitRemote } from './remote/GitRemote';
export type { FetchOptions, ResolvedReference } from './remote/GitRemote';
export type {
  CommitRequest,
  GitAuth,
  GitLimits,
  GitProxy,
  GitTls,
  RemoteOptions,
} from './remote/options';
export type { GitReference } from './remote/resolve';
export { DEFAULT_LIMITS } from './remote/options';
export { startGitServer } from './server/gitServer';
export type { GitServer, GitServerOptions } from './server/gitServer';
export { RepositoryFixture } from './server/RepositoryFixture';
export type { Files } from './server/RepositoryFixture';
export { parseRepositoryUrl, redactUrl } from './url';
