export interface Config {
  gitops?: {
    /** The controllers that this backend runs for clusters in mode `run`. */
    controllers?: {
      /** Objects reconciled at once. */
      concurrent?: {
        /** Default 2. */
        gitRepository?: number;
        /** Default 4. */
        kustomization?: number;
      };
      /** Where archives of sources are kept and served. */
      storage?: {
        /** Directory; one below it for each cluster. Default: in the system's temporary directory. */
        path?: string;
        /** `host:port` to serve on; port 0 picks a free one. Default `127.0.0.1:0`. */
        address?: string;
        /** `host:port` under which consumers outside this backend reach it. */
        advertisedAddress?: string;
        /** How long a replaced archive is kept. Default `1m`. */
        retentionTtl?: string;
        /** Archives kept for one source. Default 2. */
        retentionRecords?: number;
      };
      /** Threads for builds and archives; 0 uses none. Default: processors, at most 4. */
      workerThreads?: number;
      /** Refuses references to objects of other namespaces. Default false. */
      noCrossNamespaceRefs?: boolean;
      /** ServiceAccount of objects that name none. Default: the backend's own. */
      defaultServiceAccount?: string;
      /** Percent by which intervals vary, below 100. Default 5. */
      intervalJitterPercentage?: number;
      /** First pause after a failure. Default `750ms`. */
      minRetryDelay?: string;
      /** Longest pause after failures. Default `15m`. */
      maxRetryDelay?: string;
      /** Pause before a dependency is looked at again. Default `30s`. */
      requeueDependency?: string;
      /** Label selector of the objects to look after. Default: all. */
      watchLabelSelector?: string;
      /** Namespace to look after. Default: all. */
      watchNamespace?: string;
      /** Feature gates by name. */
      featureGates?: { [name: string]: boolean };
      /** Fails a build whose SOPS document has a wrong MAC. Default false. */
      strictMac?: boolean;
      /** `host:port` of Prometheus metrics. Default: none. */
      metricsAddress?: string;
      /** `host:port` of /healthz and /readyz. Default: none. */
      healthAddress?: string;
      leaderElection?: {
        /** Default true. */
        enabled?: boolean;
        /** Namespace of the Leases. Default `flux-system`. */
        namespace?: string;
      };
    };
  };
}
