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
export { CommitTree } from './checkout/CommitTree';
export type { CommitEntry, CommitTreeOptions } from './checkout/CommitTree';
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
  BlobsRequest,
  CommitRequest,
  GitAuth,
  GitLimits,
  GitProxy,
  GitTls,
  RemoteOptions,
  SshAlgorithms,
  SshAuth,
} from './remote/options';
export type { GitReference } from './remote/resolve';
export { isEncryptedKey } from './remote/ssh/isEncryptedKey';
export { DEFAULT_LIMITS } from './remote/options';
export { createSshKey } from './server/createSshKey';
export type { SshKeyPair } from './server/createSshKey';
export { listBlobs } from './sparse/listBlobs';
export { decryptPrivateKey } from './remote/ssh/parsePrivateKey';
export { startGitServer } from './server/gitServer';
export type { GitServer, GitServerOptions } from './server/gitServer';
export { startSshServer } from './server/sshServer';
export type { SshServer, SshServerOptions } from './server/sshServer';
export { RepositoryFixture } from './server/RepositoryFixture';
export type { Files } from './server/RepositoryFixture';
export { parseRepositoryUrl, redactUrl } from './url';
export { openWriter } from './write/openWriter';
export { updateBranch } from './write/updateBranch';
export type {
  Change,
  UpdateContext,
  UpdateRequest,
  UpdateResult,
} from './write/updateBranch';
export { WriterQueue } from './write/WriterQueue';
export type {
  Heritage,
  WriterPlace,
  WriterQueueOptions,
  WriterTarget,
} from './write/WriterQueue';
export type {
  BranchWriter,
  NewCommit,
  PushOptions,
  PushResult,
  WriterOptions,
} from './write/writerOptions';
export type { Identity } from './write/encodeCommit';
export type { PushRules } from './write/planPush';
export type { ReferenceUpdate } from './write/push/ReceivePack';
export type { CommitSigner } from './write/signing/CommitSigner';
export { pgpSigner } from './write/signing/pgpSigner';
export type { PgpKeyOptions } from './write/signing/pgpSigner';
export { sshSigner } from './write/signing/sshSigner';
export type { SshKeyOptions } from './write/signing/sshPrivateKey';
export type {
  FileEntry,
  RepositoryFiles,
  WriteOptions,
} from './write/RepositoryFiles';
