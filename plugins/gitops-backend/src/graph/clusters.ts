import type { KubeClient, SharedInformers } from '@backstage-gitops/kube';

/** The part of the cluster registry's clusters that the portal uses. */
export interface PortalCluster {
  readonly name: string;
  /** Why there is no connection: the cluster is configured in a way that cannot be used. */
  readonly problem?: { readonly code?: string; readonly message?: string };
  readonly connection?: {
    readonly client: KubeClient;
    readonly informers: SharedInformers;
  };
}

/** The part of the cluster registry that the portal uses. */
export interface PortalClusters {
  list(): readonly PortalCluster[];
  /** Calls back when {@link list} has changed; the returned function ends that. */
  onChange(listener: () => void): () => void;
}
