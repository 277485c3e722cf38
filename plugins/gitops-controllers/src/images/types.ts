import type { NetworkPolicy } from '@backstage-gitops/http';
import type { KubeClient } from '@backstage-gitops/kube';
import type { OciLimits, RegistryMemory } from '@backstage-gitops/oci';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import type { SourceCredentials } from '../host/module';

/** An ImageRepository, and how its Secrets are read. */
export interface RepositoryReader {
  readonly object: ImageRepository;
  readonly client: KubeClient;
  /** Aborts when the time for the registry is over, too. */
  readonly signal: AbortSignal;
}

/** What signing in to registries needs. */
export interface RegistryDeps {
  readonly network: NetworkPolicy;
  /** Tokens and the like, for all objects of the cluster. */
  readonly memory: RegistryMemory;
  /** Bounds on what a registry may send. */
  readonly limits: Partial<OciLimits>;
  readonly clusterName: string;
  readonly sourceCredentials?: SourceCredentials;
}
