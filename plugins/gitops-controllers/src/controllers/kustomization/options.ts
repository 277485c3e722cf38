import { concurrentOption } from '../../host/module';
import {
  applierOptions,
  configWatchOptions,
  referenceOptions,
} from '../../host/options/commonOptions';
import { HOST_OPTIONS } from '../../host/options/hostOptions';
import type { HostOptions } from '../../host/options/hostOptions';
import { defaultsOf, option } from '../../host/options/schema';
import type { OptionValues } from '../../host/options/schema';
import { textForms } from '../../host/options/textForms';

/**
 * Feature gates of the kustomize-controller, with its defaults but for
 * CancelHealthCheckOnNewRevision.
 */
export const FEATURE_GATES = {
  /** Refuses undefined variables without a default. */
  StrictPostBuildSubstitutions: true,
  /** Allows sources of kind ExternalArtifact. */
  ExternalArtifact: false,
  /**
   * Allows spec.decryption.serviceAccountName, and tokens of an object's own
   * account for spec.kubeConfig.configMapRef.
   */
  ObjectLevelWorkloadIdentity: false,
  /** readyExpr adds to the built-in check instead of replacing it. */
  AdditiveCELDependencyCheck: false,
  /** Waits for the timeout although an object has failed. */
  DisableFailFastBehavior: false,
  /**
   * Ends a health check when there is something newer to do: a new revision, a
   * new spec, a deletion, an object waited for that was changed or deleted.
   * False, as in Flux, waits to the end.
   */
  CancelHealthCheckOnNewRevision: true,
  /** Ignores changes of labelled ConfigMaps and Secrets. */
  DisableConfigWatchers: false,
  /** Reads sources from the API server instead of the informers. */
  DirectSourceFetch: false,
  /** No effect: Secrets are never cached whole. */
  CacheSecretsAndConfigMaps: false,
  /** No effect: health checks have no cache of their own. */
  DisableStatusPollerCache: true,
  /** No effect: the change log of an apply is an event. */
  GroupChangeLog: false,
  /** No effect: managed fields are read by field, not by API version. */
  MigrateAPIVersion: false,
} as const satisfies Readonly<Record<string, boolean>>;

/** Feature gates by name. */
export type FeatureGates = Readonly<
  Record<keyof typeof FEATURE_GATES, boolean>
>;

/** Options of the Kustomization controller alone. */
export const KUSTOMIZATION_OPTIONS = {
  concurrent: concurrentOption(4),
  ...referenceOptions,
  ...configWatchOptions,
  ...applierOptions,
  concurrentSsa: option.integer({
    flag: 'concurrent-ssa',
    doc: 'Server-side dry-runs at once within one object.',
    default: 4,
    min: 1,
  }),
  customApplyStageKinds: option.strings({
    flag: 'custom-apply-stage-kinds',
    doc: 'Kinds, as GROUP/KIND, that are applied after CRDs and classes and before the rest.',
    default: [],
    valueName: 'GROUP/KIND,...',
    form: textForms.groupKind,
  }),
  noRemoteBases: option.boolean({
    flag: 'no-remote-bases',
    doc: 'Refuses remote bases. The controllers fetch none either way; it is taken for Flux’s command lines.',
    default: false,
  }),
  strictMac: option.boolean({
    flag: 'sops-strict-mac',
    doc: 'Fails a build whose SOPS document has a wrong MAC.',
    default: false,
  }),
  watchDrift: option.boolean({
    flag: 'watch-drift',
    doc: 'Watches applied objects to revert drift at once, not only at the interval.',
    default: true,
  }),
};

/** Settings of the Kustomization controller. */
export interface KustomizationOptions
  extends OptionValues<typeof KUSTOMIZATION_OPTIONS>,
    Pick<
      HostOptions,
      | 'intervalJitterPercentage'
      | 'maxRetryDelayMs'
      | 'minRetryDelayMs'
      | 'requeueDependencyMs'
    > {
  readonly featureGates: FeatureGates;
}

/** Every setting at its default. */
export const DEFAULT_OPTIONS: KustomizationOptions = {
  ...defaultsOf(HOST_OPTIONS),
  ...defaultsOf(KUSTOMIZATION_OPTIONS),
  featureGates: FEATURE_GATES,
};
