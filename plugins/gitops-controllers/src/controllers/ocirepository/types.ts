import type {
  NetworkPolicy,
  ProxyOptions,
  TlsOptions,
} from '@backstage-gitops/http';
import type {
  CredentialSource,
  OciLimits,
  OciReference,
  RegistryMemory,
} from '@backstage-gitops/oci';
import type { OCIRepository } from '@backstage-gitops/plugin-gitops-common';
import type { SourceCredentials } from '../../host/module';
import type { SourceContext } from '../../sources';
import type { WorkerPool } from '../../worker/WorkerPool';

/** What the steps of a reconcile share. */
export interface OCIRepositoryDeps {
  readonly workers: WorkerPool;
  readonly network: NetworkPolicy;
  /** Tokens and the like, for all objects of the cluster. */
  readonly memory: RegistryMemory;
  /** Bounds on what a registry may send. */
  readonly limits: Partial<OciLimits>;
  /** Bytes that a layer may unpack to. */
  readonly maxUnpackedBytes: number;
  readonly clusterName: string;
  readonly sourceCredentials?: SourceCredentials;
}

export type OCIRepositoryContext = SourceContext<OCIRepository>;

/** Credentials, certificates and proxy for the registry. */
export interface Access {
  readonly credentials?: CredentialSource;
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
}

/** What the registry has at the time of a reconcile. */
export interface OciUpstream {
  /** The stored artifact was made from this digest and the present spec. */
  readonly isCurrent: boolean;
  /** `v1@sha256:<hex>`, or `sha256:<hex>` for a digest of the spec. */
  readonly revision: string;
  /** `sha256:<hex>` of the manifest or index. */
  readonly digest: string;
  /** By tag, or by the digest of the spec. */
  readonly reference: OciReference;
  readonly access: Access;
}

/** A digest that is not stored yet, or with another spec. */
export interface NewOciArtifact extends OciUpstream {
  readonly isCurrent: false;
}

/** The upstream states, apart by whether they ask for a new artifact. */
export type OciState =
  | (OciUpstream & { readonly isCurrent: true })
  | NewOciArtifact;

export type { OCIRepository };
