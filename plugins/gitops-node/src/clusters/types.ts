import type { KubeClient, SharedInformers } from '@backstage-gitops/kube';

/**
 * `run`: the controllers of this backend reconcile the cluster.
 * `observe`: they don't; the portal shows it and acts on its objects.
 */
export type ControllersMode = 'run' | 'observe';

/**
 * What a cluster comes from: the `type` of an entry of
 * `kubernetes.clusterLocatorMethods`, `gitops.kubeconfig`, or a
 * `KubernetesClustersSupplier`. `unknown`: only `gitops.clusters` names it.
 */
export type ClusterSource =
  | 'config'
  | 'catalog'
  | 'gke'
  | 'localKubectlProxy'
  | 'kubeconfig'
  | 'supplier'
  | 'unknown';

/**
 * Why a cluster can't be served, or not as configured.
 * - `needs-user`: its auth provider uses the tokens of a signed-in user
 * - `unknown-auth-provider`: no strategy of that name exists
 * - `missing-credentials`: no token is configured and the backend runs in no cluster
 * - `invalid-entry`: its configuration or entity can't be read
 * - `refused-url`: a catalog entity names an address that is not allowed
 * - `duplicate-name`: an earlier cluster has the name
 * - `unknown-cluster`: `gitops.clusters` names it, and no locator gives it
 * - `invalid-mode`: its `controllers` is neither `run` nor `observe`; observed
 * - `locator-failed`: its locator gives no clusters at present
 */
export type ClusterProblemCode =
  | 'needs-user'
  | 'unknown-auth-provider'
  | 'missing-credentials'
  | 'invalid-entry'
  | 'refused-url'
  | 'duplicate-name'
  | 'unknown-cluster'
  | 'invalid-mode'
  | 'locator-failed';

/** A fault of the configuration of one cluster. */
export interface ClusterProblem {
  readonly code: ClusterProblemCode;
  /** For logs and administrators; contains no credentials. */
  readonly message: string;
}

/** What all plugins of this process share for one cluster. */
export interface ClusterConnection {
  /**
   * Connections and discovery; `client.with({ fieldManager, userAgent })` gives
   * a client with names of its own over them.
   */
  readonly client: KubeClient;
  readonly informers: SharedInformers;
  /** Aborts when the cluster leaves the registry, changes, or the backend stops. */
  readonly signal: AbortSignal;
}

/** One cluster that the configuration names, usable or not. */
export interface GitOpsCluster {
  /** Unique; used in entity annotations. */
  readonly name: string;
  /** Name for people; default {@link name}. */
  readonly title?: string;
  readonly controllers: ControllersMode;
  readonly source: ClusterSource;
  readonly problem?: ClusterProblem;
  /** Absent: the cluster can't be served, see {@link problem}. */
  readonly connection?: ClusterConnection;
}

/** The clusters of this backend. */
export interface GitOpsClusters {
  /**
   * All clusters known now. Those of the catalog, of GKE and of suppliers come
   * after the start, see {@link onChange}. A cluster that did not change stays
   * the same object.
   */
  list(): readonly GitOpsCluster[];
  /** The cluster of a name, if there is one. */
  get(name: string): GitOpsCluster | undefined;
  /**
   * Calls back when clusters came, went, or changed their entry. Whether a
   * cluster answers is a matter of its informers.
   * @returns the function that removes the listener
   */
  onChange(listener: () => void): () => void;
}
