import { DIGEST_ALGORITHMS } from '../../artifacts/digest';
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

/**
 * Feature gates of the helm-controller, with its defaults but for
 * CancelHealthCheckOnNewRevision.
 */
export const FEATURE_GATES = {
  /** Allows chartRef of kind ExternalArtifact. */
  ExternalArtifact: false,
  /** readyExpr adds to the built-in check instead of replacing it. */
  AdditiveCELDependencyCheck: false,
  /** Leaves the version of a chart without the digest of its artifact. */
  DisableChartDigestTracking: false,
  /** Applies client-side, and waits as Helm 3 does. */
  UseHelm3Defaults: false,
  /** Retries failed actions without end where no strategy is set. */
  DefaultToRetryOnFailure: false,
  /**
   * Ends a wait for objects when there is something newer to do for the
   * HelmRelease. False, as in Flux, waits to the end.
   */
  CancelHealthCheckOnNewRevision: true,
  /** Ignores changes of labelled ConfigMaps and Secrets. */
  DisableConfigWatchers: false,
  /** Allows tokens of an object's own account for spec.kubeConfig.configMapRef. */
  ObjectLevelWorkloadIdentity: false,
  /** Reads sources from the API server instead of the informers. */
  DirectSourceFetch: false,
  /** Refused: templates get no addresses from names. */
  AllowDNSLookups: false,
  /** Stops the controllers before the memory of their cgroup runs out. */
  OOMWatch: false,
  /** No effect: the releases of v2beta1 are upgraded once. */
  AdoptLegacyReleases: false,
  /** No effect since Flux 0.37: see spec.driftDetection. */
  DetectDrift: false,
  /** No effect since Flux 0.37: see spec.driftDetection. */
  CorrectDrift: false,
  /** No effect: Secrets are never cached whole. */
  CacheSecretsAndConfigMaps: false,
} as const satisfies Readonly<Record<string, boolean>>;

/** Feature gates by name. */
export type FeatureGates = Readonly<
  Record<keyof typeof FEATURE_GATES, boolean>
>;

/** Options of the HelmRelease controller alone. */
export const HELM_RELEASE_OPTIONS = {
  concurrent: concurrentOption(4),
  ...referenceOptions,
  ...configWatchOptions,
  ...applierOptions,
  snapshotDigestAlgo: option.string({
    flag: 'snapshot-digest-algo',
    doc: 'Algorithm of the digests of stored releases.',
    default: 'sha256',
    values: DIGEST_ALGORITHMS,
  }),
};

/** Settings of the HelmRelease controller. */
export interface HelmReleaseOptions
  extends OptionValues<typeof HELM_RELEASE_OPTIONS>,
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
export const DEFAULT_OPTIONS: HelmReleaseOptions = {
  ...defaultsOf(HOST_OPTIONS),
  ...defaultsOf(HELM_RELEASE_OPTIONS),
  featureGates: FEATURE_GATES,
};
