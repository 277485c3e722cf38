/** Feature gates of the kustomize-controller, with its defaults. */
export interface FeatureGates {
  /** Refuses undefined variables without a default; default true. */
  readonly StrictPostBuildSubstitutions: boolean;
  /** Allows sources of kind ExternalArtifact; default false. */
  readonly ExternalArtifact: boolean;
  /** Allows spec.decryption.serviceAccountName; default false. */
  readonly ObjectLevelWorkloadIdentity: boolean;
  /** readyExpr adds to the built-in check instead of replacing it; default false. */
  readonly AdditiveCELDependencyCheck: boolean;
  /** Waits for the timeout although an object has failed; default false. */
  readonly DisableFailFastBehavior: boolean;
  /** Ends a health check when the source has a new revision; default false. */
  readonly CancelHealthCheckOnNewRevision: boolean;
  /** Ignores changes of labelled ConfigMaps and Secrets; default false. */
  readonly DisableConfigWatchers: boolean;
}

/** Settings of the Kustomization controller. */
export interface KustomizationOptions {
  /** Objects reconciled at once. */
  readonly concurrent: number;
  /** Dry-runs at once within one object. */
  readonly concurrentSsa: number;
  /** Milliseconds between looks at a dependency that is not ready. */
  readonly requeueDependencyMs: number;
  /** Percent by which the interval varies. */
  readonly intervalJitterPercent: number;
  readonly minRetryDelayMs: number;
  readonly maxRetryDelayMs: number;
  /** Selector of the objects to look after; empty: all. */
  readonly watchLabelSelector: string;
  /** Namespace to look after; all when undefined. */
  readonly watchNamespace?: string;
  /** Refuses sources of other namespaces. */
  readonly noCrossNamespaceRefs: boolean;
  /** Service account of objects that name none; empty: the controller itself. */
  readonly defaultServiceAccount: string;
  /** More managers whose fields are taken over, besides kubectl. */
  readonly overrideManagers: readonly string[];
  /** `group/Kind` of the stage after classes. */
  readonly customApplyStageKinds: readonly string[];
  /** Fails a build whose encrypted document has a wrong MAC. */
  readonly strictMac: boolean;
  /** Lets kubeconfigs run commands for credentials. */
  readonly insecureKubeConfigExec: boolean;
  /** Lets kubeconfigs skip the check of server certificates. */
  readonly insecureKubeConfigTls: boolean;
  /** Watches what was applied, to revert drift at once. */
  readonly watchDrift: boolean;
  readonly featureGates: FeatureGates;
}

export const DEFAULT_FEATURE_GATES: FeatureGates = {
  StrictPostBuildSubstitutions: true,
  ExternalArtifact: false,
  ObjectLevelWorkloadIdentity: false,
  AdditiveCELDependencyCheck: false,
  DisableFailFastBehavior: false,
  CancelHealthCheckOnNewRevision: false,
  DisableConfigWatchers: false,
};

export const DEFAULT_OPTIONS: KustomizationOptions = {
  concurrent: 4,
  concurrentSsa: 4,
  requeueDependencyMs: 30_000,
  intervalJitterPercent: 5,
  minRetryDelayMs: 750,
  maxRetryDelayMs: 900_000,
  watchLabelSelector: '',
  noCrossNamespaceRefs: false,
  defaultServiceAccount: '',
  overrideManagers: [],
  customApplyStageKinds: [],
  strictMac: false,
  insecureKubeConfigExec: false,
  insecureKubeConfigTls: false,
  watchDrift: true,
  featureGates: DEFAULT_FEATURE_GATES,
};
