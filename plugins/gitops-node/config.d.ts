export interface Config {
  gitops?: {
    /**
     * A context of a kubeconfig is one more cluster, beside those of the
     * `kubernetes` section.
     */
    kubeconfig?: {
      /**
       * Path of the file; `~` and relative paths are not expanded.
       * Default: the KUBECONFIG variable, then ~/.kube/config.
       */
      path?: string;
      /** Context to use. Default: the current one. */
      context?: string;
      /** Name of the cluster in the portal. Default: the context's name. */
      name?: string;
      /** As `controllers` of `gitops.clusters`, which goes before. Default: `observe`. */
      controllers?: 'run' | 'observe';
    };
    /** What the `kubernetes` section can't say about a cluster. */
    clusters?: Array<{
      /** Name of a cluster of the `kubernetes` section or of the kubeconfig. */
      name: string;
      /**
       * `run`: the controllers of this backend reconcile the cluster.
       * `observe`: they don't, for example because Flux itself runs there; the
       * portal shows it and acts on its objects.
       * Default: `observe`.
       */
      controllers?: 'run' | 'observe';
    }>;
  };
}
