// Generated from the options of the controllers; see
// src/host/options/configDeclaration.ts. Do not edit.
export interface Config {
  gitops?: {
    /** The controllers that this backend runs for clusters in mode `run`. */
    controllers?: {
      /** Components to run, such as source-controller; all when empty. */
      components?: string[];
      /** Namespace of the controllers and of their Leases. Default `flux-system`. */
      namespace?: string;
      /** Reconciles objects of all namespaces; false: only of the own one. Default `true`. */
      watchAllNamespaces?: boolean;
      /** Label selector of the objects to reconcile, for shards; all when empty. */
      watchLabelSelector?: string;
      /** First pause after a failure. Default `750ms`. */
      minRetryDelay?: string;
      /** Longest pause after failures. Default `15m0s`. */
      maxRetryDelay?: string;
      /** Percent by which intervals vary. Default `5`. */
      intervalJitterPercentage?: number;
      /** Pause before a dependency that is not ready is read again. Default `30s`. */
      requeueDependency?: string;
      /** Feature gates by name; one that no controller knows is refused. */
      featureGates?: { [name: string]: boolean };
      /** Requests to the API server a second, on average. Default `50`. */
      kubeApiQps?: number;
      /** Requests to the API server at once. Default `300`. */
      kubeApiBurst?: number;
      leaderElection?: {
        /** Runs a component only while its Lease is held. Default `true`. */
        enabled?: boolean;
        /** Time without renewal after which others may take a Lease. Default `35s`. */
        leaseDuration?: string;
        /** Time without renewal after which the holder stops. Default `30s`. */
        renewDeadline?: string;
        /** Pause between attempts to take or renew a Lease. Default `5s`. */
        retryPeriod?: string;
      };
      /** Time that running reconciles get to store how far they came once the controllers stop. Default `10m0s`. */
      gracefulShutdownTimeout?: string;
      oomWatch?: {
        /** Pause between looks at the memory in use. Needs the feature gate OOMWatch. Default `500ms`. */
        interval?: string;
        /** Percent of the cgroup's memory at which the controllers stop. Needs the feature gate OOMWatch. Default `95`. */
        memoryThreshold?: number;
        /** File with the cgroup's memory limit; found by itself when empty. Needs the feature gate OOMWatch. */
        maxMemoryPath?: string;
        /** File with the memory that the cgroup uses; found by itself when empty. Needs the feature gate OOMWatch. */
        currentMemoryPath?: string;
      };
      storage?: {
        /** Directory of the artifact store; default in the temporary directory. */
        path?: string;
        /** Address of the artifact server; port 0 takes a free one. Default `127.0.0.1:0`. */
        address?: string;
        /** Address in status.artifact.url; default the one listened on. */
        advertisedAddress?: string;
        /** Lists the directories of the artifact server to whoever reaches it, as Flux does. Default `false`. */
        listing?: boolean;
        /** Time for which a replaced artifact is kept. Default `1m0s`. */
        retentionTtl?: string;
        /** Artifacts kept for one source. Default `2`. */
        retentionRecords?: number;
        /** Algorithm of artifact digests. Default `sha256`. */
        digestAlgorithm?: 'sha256' | 'sha384' | 'sha512' | 'blake3';
      };
      /** MiB of unpacked archives that builds keep in memory, all threads together. Default `256`. */
      archiveCacheMib?: number;
      /** MiB that one archive may unpack to for a build. Default `512`. */
      archiveMaxMib?: number;
      /** Retries of an artifact download. Default `9`. */
      httpRetry?: number;
      /** Threads for builds and archives, 0 for none; default processors, at most 4. */
      workerThreads?: number;
      network?: {
        /** Addresses, ranges and hosts that no connection for an object may go to, besides link-local addresses and the metadata services of clouds. */
        deny?: string[];
        /** Addresses, ranges and hosts that connections may go to although they are denied. */
        allow?: string[];
      };
      /** URL that events are sent to, that of a notification-controller; none when empty. */
      eventsAddress?: string;
      /** Address of the webhooks of Receivers, besides those of the backend; default none. */
      receiverAddress?: string;
      /** Address of Prometheus metrics; default none. */
      metricsAddress?: string;
      /** Address of /healthz and /readyz; default none. */
      healthAddress?: string;
      /** Objects reconciled at once. Default `2`. */
      concurrent?: number;
      /** Bytes that the transfer of a commit may take. Default `1073741824`. */
      packBytes?: number;
      /** Bytes that the list of references may take. Default `67108864`. */
      refBytes?: number;
      /** Bytes of one file of a commit. Default `268435456`. */
      fileBytes?: number;
      /** Bytes of all files of a commit. Default `4294967296`. */
      totalBytes?: number;
      /** Number of files of a commit. Default `1000000`. */
      files?: number;
      /** Key exchange algorithms of SSH, most preferred first; empty for the default. */
      sshKexAlgos?: string[];
      /** Host key algorithms of SSH, most preferred first; empty for all that known_hosts has keys of. */
      sshHostkeyAlgos?: string[];
      /** Bytes of a manifest, or of a page of tags. Default `4194304`. */
      ociMaxManifestSize?: number;
      /** Bytes of a layer. Default `1073741824`. */
      ociMaxLayerSize?: number;
      /** Bytes of all files that a layer unpacks to. Default `4294967296`. */
      ociMaxUnpackedSize?: number;
      /** Number of tags of a repository that a version range is looked up in. Default `100000`. */
      ociMaxTags?: number;
      /** Bytes that the index of a Helm repository may have. Default `52428800`. */
      helmIndexMaxSize?: number;
      /** Bytes that a packed Helm chart may have. Default `10485760`. */
      helmChartMaxSize?: number;
      /** Bytes that one file of a Helm chart may have. Default `5242880`. */
      helmChartFileMaxSize?: number;
      /** Indexes of Helm repositories that stay in memory, in 64 MiB at most; 0: none. Default `100`. */
      helmCacheMaxSize?: number;
      /** How long an index stays in memory unused. Default `15m0s`. */
      helmCacheTtl?: string;
      /** Time from one look for unused indexes to the next. Default `1m0s`. */
      helmCachePurgeInterval?: string;
      /** Refuses references to objects of other namespaces. Default `false`. */
      noCrossNamespaceRefs?: boolean;
      /** Label selector of the ConfigMaps and Secrets whose change starts the objects that use them. Default `reconcile.fluxcd.io/watch=Enabled`. */
      watchConfigsLabelSelector?: string;
      /** ServiceAccount of objects that name none; empty: the controllers’ own. */
      defaultServiceAccount?: string;
      /** ServiceAccount whose tokens sign in to other clusters where the ConfigMap of spec.kubeConfig names none; empty: the controllers’ own. */
      defaultKubeConfigServiceAccount?: string;
      /** Field managers whose fields are taken over, besides kubectl. */
      overrideManagers?: string[];
      /** Lets kubeconfigs of objects run commands for their credentials. Default `false`. */
      insecureKubeConfigExec?: boolean;
      /** Lets kubeconfigs of objects skip the check of server certificates. Default `false`. */
      insecureKubeConfigTls?: boolean;
      /** Server-side dry-runs at once within one object. Default `4`. */
      concurrentSsa?: number;
      /** Kinds, as GROUP/KIND, that are applied after CRDs and classes and before the rest. */
      customApplyStageKinds?: string[];
      /** Refuses remote bases. The controllers fetch none either way; it is taken for Flux’s command lines. Default `false`. */
      noRemoteBases?: boolean;
      /** Fails a build whose SOPS document has a wrong MAC. Default `false`. */
      strictMac?: boolean;
      /** Watches applied objects to revert drift at once, not only at the interval. Default `true`. */
      watchDrift?: boolean;
      /** Algorithm of the digests of stored releases. Default `sha256`. */
      snapshotDigestAlgo?: 'sha256' | 'sha384' | 'sha512' | 'blake3';
      /** Number of tags of an image. Default `1000000`. */
      imageMaxTags?: number;
      /** Bytes of a page of tags. Default `33554432`. */
      imageMaxPageSize?: number;
      /** Address at which other processes send events, as to Flux's notification-controller with its --events-addr; default none. */
      eventsServerAddress?: string;
      /** Time in which equal events are sent once. Default `5m0s`. */
      rateLimitInterval?: string;
      gitRepository?: {
        /** Objects reconciled at once. Default `2`. */
        concurrent?: number;
        /** Bytes that the transfer of a commit may take. Default `1073741824`. */
        packBytes?: number;
        /** Bytes that the list of references may take. Default `67108864`. */
        refBytes?: number;
        /** Bytes of one file of a commit. Default `268435456`. */
        fileBytes?: number;
        /** Bytes of all files of a commit. Default `4294967296`. */
        totalBytes?: number;
        /** Number of files of a commit. Default `1000000`. */
        files?: number;
        /** Key exchange algorithms of SSH, most preferred first; empty for the default. */
        sshKexAlgos?: string[];
        /** Host key algorithms of SSH, most preferred first; empty for all that known_hosts has keys of. */
        sshHostkeyAlgos?: string[];
      };
      ociRepository?: {
        /** Objects reconciled at once. Default `2`. */
        concurrent?: number;
        /** Bytes of a manifest, or of a page of tags. Default `4194304`. */
        ociMaxManifestSize?: number;
        /** Bytes of a layer. Default `1073741824`. */
        ociMaxLayerSize?: number;
        /** Bytes of all files that a layer unpacks to. Default `4294967296`. */
        ociMaxUnpackedSize?: number;
        /** Number of tags of a repository that a version range is looked up in. Default `100000`. */
        ociMaxTags?: number;
      };
      helmRepository?: {
        /** Objects reconciled at once. Default `2`. */
        concurrent?: number;
        /** Bytes that the index of a Helm repository may have. Default `52428800`. */
        helmIndexMaxSize?: number;
      };
      helmChart?: {
        /** Objects reconciled at once. Default `2`. */
        concurrent?: number;
        /** Bytes that the index of a Helm repository may have. Default `52428800`. */
        helmIndexMaxSize?: number;
        /** Bytes that a packed Helm chart may have. Default `10485760`. */
        helmChartMaxSize?: number;
        /** Bytes that one file of a Helm chart may have. Default `5242880`. */
        helmChartFileMaxSize?: number;
        /** Indexes of Helm repositories that stay in memory, in 64 MiB at most; 0: none. Default `100`. */
        helmCacheMaxSize?: number;
        /** How long an index stays in memory unused. Default `15m0s`. */
        helmCacheTtl?: string;
        /** Time from one look for unused indexes to the next. Default `1m0s`. */
        helmCachePurgeInterval?: string;
      };
      kustomization?: {
        /** Objects reconciled at once. Default `4`. */
        concurrent?: number;
        /** Refuses references to objects of other namespaces. Default `false`. */
        noCrossNamespaceRefs?: boolean;
        /** Label selector of the ConfigMaps and Secrets whose change starts the objects that use them. Default `reconcile.fluxcd.io/watch=Enabled`. */
        watchConfigsLabelSelector?: string;
        /** ServiceAccount of objects that name none; empty: the controllers’ own. */
        defaultServiceAccount?: string;
        /** ServiceAccount whose tokens sign in to other clusters where the ConfigMap of spec.kubeConfig names none; empty: the controllers’ own. */
        defaultKubeConfigServiceAccount?: string;
        /** Field managers whose fields are taken over, besides kubectl. */
        overrideManagers?: string[];
        /** Lets kubeconfigs of objects run commands for their credentials. Default `false`. */
        insecureKubeConfigExec?: boolean;
        /** Lets kubeconfigs of objects skip the check of server certificates. Default `false`. */
        insecureKubeConfigTls?: boolean;
        /** Server-side dry-runs at once within one object. Default `4`. */
        concurrentSsa?: number;
        /** Kinds, as GROUP/KIND, that are applied after CRDs and classes and before the rest. */
        customApplyStageKinds?: string[];
        /** Refuses remote bases. The controllers fetch none either way; it is taken for Flux’s command lines. Default `false`. */
        noRemoteBases?: boolean;
        /** Fails a build whose SOPS document has a wrong MAC. Default `false`. */
        strictMac?: boolean;
        /** Watches applied objects to revert drift at once, not only at the interval. Default `true`. */
        watchDrift?: boolean;
      };
      helmRelease?: {
        /** Objects reconciled at once. Default `4`. */
        concurrent?: number;
        /** Refuses references to objects of other namespaces. Default `false`. */
        noCrossNamespaceRefs?: boolean;
        /** Label selector of the ConfigMaps and Secrets whose change starts the objects that use them. Default `reconcile.fluxcd.io/watch=Enabled`. */
        watchConfigsLabelSelector?: string;
        /** ServiceAccount of objects that name none; empty: the controllers’ own. */
        defaultServiceAccount?: string;
        /** ServiceAccount whose tokens sign in to other clusters where the ConfigMap of spec.kubeConfig names none; empty: the controllers’ own. */
        defaultKubeConfigServiceAccount?: string;
        /** Field managers whose fields are taken over, besides kubectl. */
        overrideManagers?: string[];
        /** Lets kubeconfigs of objects run commands for their credentials. Default `false`. */
        insecureKubeConfigExec?: boolean;
        /** Lets kubeconfigs of objects skip the check of server certificates. Default `false`. */
        insecureKubeConfigTls?: boolean;
        /** Algorithm of the digests of stored releases. Default `sha256`. */
        snapshotDigestAlgo?: 'sha256' | 'sha384' | 'sha512' | 'blake3';
      };
      imageRepository?: {
        /** Objects reconciled at once. Default `4`. */
        concurrent?: number;
        /** Number of tags of an image. Default `1000000`. */
        imageMaxTags?: number;
        /** Bytes of a page of tags. Default `33554432`. */
        imageMaxPageSize?: number;
      };
      imagePolicy?: {
        /** Objects reconciled at once. Default `4`. */
        concurrent?: number;
        /** Refuses references to objects of other namespaces. Default `false`. */
        noCrossNamespaceRefs?: boolean;
      };
      imageUpdateAutomation?: {
        /** Objects reconciled at once. Default `4`. */
        concurrent?: number;
        /** Refuses references to objects of other namespaces. Default `false`. */
        noCrossNamespaceRefs?: boolean;
        /** Key exchange algorithms of SSH, most preferred first; empty for the default. */
        sshKexAlgos?: string[];
        /** Host key algorithms of SSH, most preferred first; empty for all that known_hosts has keys of. */
        sshHostkeyAlgos?: string[];
      };
      receiver?: {
        /** Objects reconciled at once. Default `4`. */
        concurrent?: number;
        /** Refuses references to objects of other namespaces. Default `false`. */
        noCrossNamespaceRefs?: boolean;
        /** Label selector of the ConfigMaps and Secrets whose change starts the objects that use them. Default `reconcile.fluxcd.io/watch=Enabled`. */
        watchConfigsLabelSelector?: string;
      };
      alert?: {
        /** Refuses references to objects of other namespaces. Default `false`. */
        noCrossNamespaceRefs?: boolean;
        /** Address at which other processes send events, as to Flux's notification-controller with its --events-addr; default none. */
        eventsServerAddress?: string;
        /** Time in which equal events are sent once. Default `5m0s`. */
        rateLimitInterval?: string;
      };
    };
    artifacts?: {
      store?: {
        /** Where artifacts are kept: in the storage directory, or in a bucket of an S3-compatible store that all replicas share. Default `disk`. */
        type?: 'disk' | 's3';
        /** Bucket of the artifacts; it has to exist. */
        bucket?: string;
        /** URL of the S3-compatible store; that of AWS when empty. */
        endpoint?: string;
        /** Region of the bucket. Default `us-east-1`. */
        region?: string;
        /** Put before the keys of all objects; in the portal the name of the cluster follows. */
        prefix?: string;
        /** Whether the bucket is in the path or in the host name; auto: in the path where an endpoint is given. Default `auto`. */
        addressing?: 'auto' | 'path' | 'virtual';
        /** Access key; what the AWS SDK finds in environment, files or metadata service when empty. */
        accessKeyId?: string;
        /** Secret of the access key. @visibility secret */
        secretAccessKey?: string;
        /** Session token of a temporary access key. @visibility secret */
        sessionToken?: string;
      };
      /** Token that the artifact server asks for, and that consumers of this kind send to the advertised address; none: it serves whoever reaches it, as Flux does. @visibility secret */
      token?: string;
    };
  };
}
