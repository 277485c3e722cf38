import type {
  NetworkPolicy,
  ProxyOptions,
  TlsOptions,
} from '@backstage-gitops/http';
import type { CredentialSource } from '../auth/credentials';
import type { RegistryMemory } from '../auth/RegistryMemory';

/** Bounds on what a registry may send. */
export interface OciLimits {
  /** Bytes of a manifest, or of a page of a list. */
  readonly manifestBytes: number;
  /** Bytes of one blob. */
  readonly blobBytes: number;
  /** Tags of a repository. */
  readonly tags: number;
  /** Layers of a manifest, and manifests of an index. */
  readonly layers: number;
}

/** Used where options name no other. */
export const DEFAULT_OCI_LIMITS: OciLimits = {
  manifestBytes: 4 * 1024 ** 2,
  blobBytes: 1024 ** 3,
  tags: 100_000,
  layers: 10_000,
};

/** How failed requests are repeated. */
export interface OciRetry {
  /** Times that a request is sent in all. Default 3. */
  readonly attempts?: number;
  /** Milliseconds before the second time, tripled before each further one. Default 500. */
  readonly delayMs?: number;
  /** Milliseconds; a registry that asks for a longer wait is given up. Default 10,000. */
  readonly maxDelayMs?: number;
}

/** Settings of a RegistryClient. */
export interface RegistryClientOptions {
  /** Sent as User-Agent. */
  readonly userAgent: string;
  /** Default: anonymous. */
  readonly credentials?: CredentialSource;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  /** Where connections may go. Default: as of the package http. */
  readonly network?: NetworkPolicy;
  /**
   * Speaks plain HTTP with a registry that does not answer to HTTPS, and
   * accepts any certificate unless `tls` has an authority. Hosts that are
   * loopback addresses, addresses of a private network or end in `localhost`
   * may speak plain HTTP without this.
   */
  readonly insecure?: boolean;
  readonly limits?: Partial<OciLimits>;
  readonly retry?: OciRetry;
  /** Default: the client's own, which ends with it. */
  readonly memory?: RegistryMemory;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call, and the reading of what it returned. */
  readonly signal: AbortSignal;
}
