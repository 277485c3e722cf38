import type { NetworkPolicy } from '@backstage-gitops/http';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { KustomizationSpec } from '@backstage-gitops/plugin-gitops-common';
import type { SharedKeyServices } from './sharedKeyServices';

/** The parts of `spec` that shape the build. */
export type OverlaySpec = Pick<
  KustomizationSpec,
  | 'targetNamespace'
  | 'namePrefix'
  | 'nameSuffix'
  | 'patches'
  | 'images'
  | 'components'
  | 'ignoreMissingComponents'
  | 'buildMetadata'
>;

/** Variables of `postBuild`, merged from all their sources. */
export interface Substitution {
  readonly variables: Readonly<Record<string, string>>;
  /** True refuses variables that are neither set nor have a default. */
  readonly strict: boolean;
  /** Why variables are missing; fails the first object that uses one. */
  readonly failure?: string;
}

/** Content of the decryption Secret: file name → bytes. */
export type DecryptionKeys = Readonly<Record<string, Uint8Array>>;

/** Everything a build depends on; it can be sent to a worker thread. */
export interface BuildRequest {
  /** The source's archive, verified and unpacked; see `ArchiveImage`. */
  readonly archive: SharedArrayBuffer;
  /** Digest of the archive; names it in caches. */
  readonly archiveDigest: string;
  /** `spec.path`. */
  readonly path: string;
  readonly overlay: OverlaySpec;
  /** Undefined: no substitution. */
  readonly substitution?: Substitution;
  /** Undefined: nothing is decrypted. */
  readonly decryption?: {
    readonly keys: DecryptionKeys;
    /** Asked after the keys; they don't name the build. */
    readonly services?: SharedKeyServices;
    /** Where key services that documents name may be. */
    readonly network?: NetworkPolicy;
  };
  /** Refuses an encrypted document whose MAC does not fit. */
  readonly strictMac?: boolean;
}

/** A build's result; it can be sent between threads. */
export interface BuildOutput {
  /** Objects in build order, normalised, not yet labelled. */
  readonly objects: UnstructuredObject[];
  /** `sha256:<hex>` of the YAML of all objects. */
  readonly digest: string;
  readonly warnings: readonly string[];
  /** Encrypted files that were changed after they were encrypted. */
  readonly macMismatches: readonly string[];
}
