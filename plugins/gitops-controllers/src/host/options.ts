import type { GitLimits } from '@backstage-gitops/git';
import type { DigestAlgorithm } from '../artifacts';
import type { FeatureGates } from '../controllers/kustomization';

/** Settings of the controllers; plugin and command line fill the same ones. */
export interface ControllerHostOptions {
  /** Objects reconciled at once, by kind. */
  readonly concurrent: {
    readonly gitRepository: number;
    readonly kustomization: number;
  };
  readonly storage: {
    /** Directory of the artifact store. */
    readonly path: string;
    /** `host:port` that the artifact server listens on; port 0 picks a free one. */
    readonly address: string;
    /** Address in `status.artifact.url`; the listening one when undefined. */
    readonly advertisedAddress?: string;
    readonly retentionTtlMs: number;
    readonly retentionRecords: number;
    readonly algorithm: DigestAlgorithm;
  };
  /** Worker threads for CPU work; undefined: processors, at most 4. */
  readonly workerThreads?: number;
  /** Refuses references to objects of other namespaces. */
  readonly noCrossNamespaceRefs: boolean;
  /** ServiceAccount of objects that name none; empty: the controllers' own. */
  readonly defaultServiceAccount: string;
  /** Percent by which intervals vary, below 100. */
  readonly intervalJitterPercent: number;
  readonly minRetryDelayMs: number;
  readonly maxRetryDelayMs: number;
  /** Milliseconds between looks at a dependency that is not ready. */
  readonly requeueDependencyMs: number;
  /** Selector of the objects to look after; empty: all. */
  readonly watchLabelSelector: string;
  /** Namespace to look after; all when undefined. */
  readonly watchNamespace?: string;
  readonly featureGates: Partial<FeatureGates>;
  /** Fails a build whose encrypted document has a wrong MAC. */
  readonly strictMac: boolean;
  readonly gitLimits?: GitLimits;
  /** `host:port` of Prometheus metrics; none when undefined. */
  readonly metricsAddress?: string;
  /** `host:port` of `/healthz` and `/readyz`; none when undefined. */
  readonly healthAddress?: string;
  readonly leaderElection: {
    readonly isEnabled: boolean;
    /** Namespace of the Leases, which are Flux's own. */
    readonly namespace: string;
  };
}

/** Flux's defaults; addresses are of this machine only. */
export const DEFAULT_HOST_OPTIONS: Omit<ControllerHostOptions, 'storage'> & {
  readonly storage: Omit<ControllerHostOptions['storage'], 'path'>;
} = {
  concurrent: { gitRepository: 2, kustomization: 4 },
  storage: {
    address: '127.0.0.1:0',
    retentionTtlMs: 60_000,
    retentionRecords: 2,
    algorithm: 'sha256',
  },
  noCrossNamespaceRefs: false,
  defaultServiceAccount: '',
  intervalJitterPercent: 5,
  minRetryDelayMs: 750,
  maxRetryDelayMs: 900_000,
  requeueDependencyMs: 30_000,
  watchLabelSelector: '',
  featureGates: {},
  strictMac: false,
  leaderElection: { isEnabled: true, namespace: 'flux-system' },
};
