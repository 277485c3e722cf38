export interface Config {
  gitops?: {
    /**
     * Path of a kubeconfig whose context is one more cluster, beside those of
     * the `kubernetes` section. `~` and relative paths are not expanded.
     */
    kubeconfig?: {
      /** Path of the file. Default: the KUBECONFIG variable, then ~/.kube/config. */
      path?: string;
      /** Context to use. Default: the current one. */
      context?: string;
      /** Name of the cluster in the portal. Default: the context's name. */
      name?: string;
    };
    /** What the `kubernetes` section cannot say about a cluster. */
    clusters?: Array<{
      /** Name of a cluster of the `kubernetes` section or of the kubeconfig. */
      name: string;
      /**
       * `run`: the controllers of this backend reconcile the cluster.
       * `observe`: the portal only looks, because Flux itself runs there.
       * Default: `run`.
       */
      controllers?: 'run' | 'observe';
    }>;
  };
}
