import type {
  ChartFile,
  ChartLock,
  ChartMetadata,
  HookEvent,
  Values,
} from '@backstage-gitops/helm';

/**
 * An RFC 3339 time with up to nine digits of a second and the zone in which it
 * was written, as Go stores it. undefined is Go's zero time.
 */
export type GoTime = string;

/** Where a release stands. */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

/** How the objects of a release were applied; absent means client-side. */
export type ApplyMethod = 'ssa' | 'csa';

/** Last run of a hook. */
export interface HookExecution {
  readonly startedAt?: GoTime;
  readonly completedAt?: GoTime;
  /** Empty before its first run. */
  readonly phase: '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed';
}

/** A hook as a release stores it. */
export interface ReleaseHook {
  readonly name: string;
  readonly kind: string;
  /** Template that it came from. */
  readonly path: string;
  readonly manifest: string;
  readonly events: readonly HookEvent[];
  readonly lastRun: HookExecution;
  readonly weight: number;
  readonly deletePolicies: readonly string[];
  readonly outputLogPolicies: readonly string[];
}

/** What happened to a release. */
export interface ReleaseInfo {
  readonly firstDeployed?: GoTime;
  readonly lastDeployed?: GoTime;
  readonly deleted?: GoTime;
  /** e.g. `Install complete`. */
  readonly description: string;
  readonly status: ReleaseStatus;
  readonly notes: string;
}

/** A file of a chart as a release stores it. */
export interface StoredFile extends ChartFile {
  readonly modTime?: GoTime;
}

/** The part of a chart that a release stores: subcharts are not in it. */
export interface StoredChart {
  readonly metadata: ChartMetadata;
  readonly lock: ChartLock | undefined;
  readonly templates: readonly StoredFile[];
  /** Default values of the chart; undefined where it has no values.yaml. */
  readonly values: Values | undefined;
  readonly schema: Uint8Array | undefined;
  readonly schemaModTime?: GoTime;
  readonly files: readonly StoredFile[];
  readonly modTime?: GoTime;
}

/**
 * One revision of a release, as Helm stores it. It is never changed: an action
 * makes a new one with the changed parts.
 */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** The revision, from 1. */
  readonly version: number;
  readonly info: ReleaseInfo;
  readonly chart: StoredChart;
  /** Values besides those of the chart; undefined and empty are stored alike. */
  readonly config: Values | undefined;
  /** Rendered objects without hooks, as one YAML stream. */
  readonly manifest: string;
  readonly hooks: readonly ReleaseHook[];
  /** Labels of the storage object besides Helm's own. */
  readonly labels: Readonly<Record<string, string>>;
  readonly applyMethod?: ApplyMethod;
}
