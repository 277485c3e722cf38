export interface Config {
  gitops?: {
    /** What the portal shows, and whom it lets act. */
    portal?: {
      /**
       * Namespaces whose objects agree to entities, as if each carried the
       * annotation `backstage-gitops.io/entity`, and count as named by them. An
       * entity still has to be matched to an object. Each rule has either
       * `entity` or `owner`.
       */
      agreements?: Array<{
        /** Name of the cluster. Default: every cluster. */
        cluster?: string;
        /** Namespace of the objects. */
        namespace: string;
        /** Entity reference, such as `component:default/payments`. */
        entity?: string;
        /** Owner of the entities, such as `group:default/payments-team`. */
        owner?: string;
      }>;
      /**
       * Where the kubeConfig Secrets and ConfigMaps of `spec.kubeConfig` lead.
       * The portal never reads them; without a rule, the health of what was
       * applied through one is unknown.
       */
      kubeConfigTargets?: Array<{
        /** Cluster of the Secret or ConfigMap. Default: any. */
        cluster?: string;
        /** `namespace/name` of the Secret or ConfigMap. */
        kubeConfig: string;
        /** Name of the cluster that it leads to. */
        target: string;
      }>;
      /** Failures and recoveries in the notifications of Backstage. */
      inbox?: {
        /**
         * Whether the owners of entities are told. Needs
         * `@backstage/plugin-notifications-backend`. Default: false.
         */
        enabled?: boolean;
      };
      /** Event streams that one user may have open per process. Default: 20. */
      maxStreamsPerUser?: number;
      /** Event streams that all users together may have open per process. Default: 1000. */
      maxStreams?: number;
    };
  };
}
