import type {
  NetworkPolicy,
  ProxyOptions,
  TlsOptions,
} from '@backstage-gitops/http';
import type { Commit } from '../transfer/parseCommit';

/** How to sign in over SSH. */
export interface SshAuth {
  /** Private key: Ed25519, ECDSA or RSA, in the format of OpenSSH or PEM. */
  readonly identity: string;
  /** Of an encrypted key. */
  readonly passphrase?: string;
  /** Keys of hosts, in the format of OpenSSH; no other host is spoken to. */
  readonly knownHosts: string;
}

/**
 * How to sign in; without it requests over HTTP carry no credentials, and
 * nothing is reached over SSH. Credentials of the other kind of address are
 * not used.
 */
export type GitAuth =
  | { readonly username: string; readonly password: string }
  | { readonly bearerToken: string }
  | SshAuth;

/** Certificates for HTTPS, PEM. */
export type GitTls = TlsOptions;

/** Proxy to go through: `http://`, `https://`, `socks5://`; over SSH the last only. */
export type GitProxy = ProxyOptions;

/** Algorithms of SSH, most preferred first; an empty list is the default. */
export interface SshAlgorithms {
  /** Key exchange, e.g. `curve25519-sha256`. */
  readonly kex?: readonly string[];
  /** Host keys, e.g. `ssh-ed25519`; only types that known_hosts has are offered. */
  readonly hostKey?: readonly string[];
}

/** Bounds on what a server can make us take. */
export interface GitLimits {
  /** Bytes of the answer that carries the pack. Default 1 GiB. */
  readonly packBytes?: number;
  /** Bytes of the list of references. Default 64 MiB. */
  readonly refBytes?: number;
  /** Bytes of one file. Default 256 MiB. */
  readonly fileBytes?: number;
  /** Bytes of all files of a checkout. Default 4 GiB. */
  readonly totalBytes?: number;
  /** Number of files of a checkout. Default one million. */
  readonly files?: number;
}

/** A commit to read from a transfer. Plain data, for a worker. */
export interface CommitRequest {
  /** Where `GitRemote.fetch` has put what the server sent. */
  readonly transfer: string;
  /** Hash of the commit. */
  readonly commit: string;
  readonly limits?: GitLimits;
}

/** Files to find in a transfer without files. Plain data, for a worker. */
export interface BlobsRequest extends CommitRequest {
  /** As in a sparse checkout. */
  readonly directories: readonly string[];
}

/** A private key with its passphrase. Plain data, for a worker. */
export interface EncryptedKey {
  /** In the format of OpenSSH or PEM. */
  readonly identity: string;
  readonly passphrase: string;
}

/** How to reach a repository. */
export interface RemoteOptions {
  readonly url: string;
  readonly auth?: GitAuth;
  readonly tls?: GitTls;
  readonly proxy?: GitProxy;
  readonly sshAlgorithms?: SshAlgorithms;
  /** Where connections may go. Default `DEFAULT_NETWORK_POLICY` of packages/http. */
  readonly network?: NetworkPolicy;
  readonly limits?: GitLimits;
  /** Existing directory for temporary ones. Default that of the system. */
  readonly workDirectory?: string;
  /**
   * Unpacks a transfer for its commit, which takes long for a large tree; asked
   * for tags of equal versions, of which the youngest counts. Default
   * `readTransferredCommit`, in this thread.
   */
  readonly readCommit?: (
    request: CommitRequest,
    signal: AbortSignal,
  ) => Promise<Commit>;
  /**
   * Reads a transfer for the hashes of the files of a sparse checkout. Default
   * `listBlobs`, in this thread.
   */
  readonly listBlobs?: (
    request: BlobsRequest,
    signal: AbortSignal,
  ) => Promise<string[]>;
  /**
   * Takes the passphrase off a private key, which takes long by intent. Default
   * `decryptPrivateKey`, in this thread.
   */
  readonly decryptPrivateKey?: (
    key: EncryptedKey,
    signal: AbortSignal,
  ) => Promise<string>;
  /** Sent as User-Agent. Default `git/backstage-gitops`. */
  readonly userAgent?: string;
}

export const DEFAULT_LIMITS: Required<GitLimits> = {
  packBytes: 1024 ** 3,
  refBytes: 64 * 1024 ** 2,
  fileBytes: 256 * 1024 ** 2,
  totalBytes: 4 * 1024 ** 3,
  files: 1_000_000,
};

/** The limits of a request or remote, with their defaults. */
export function limitsOf({
  limits,
}: {
  readonly limits?: GitLimits;
}): Required<GitLimits> {
  return { ...DEFAULT_LIMITS, ...limits };
}
