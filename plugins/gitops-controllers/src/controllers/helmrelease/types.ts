import type { Chart, RenderResult, Values } from '@backstage-gitops/helm';
import type {
  Release,
  ActionContext,
  RenderInput,
} from '@backstage-gitops/helm-release';
import type { NetworkPolicy } from '@backstage-gitops/http';
import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  KubeClient,
  KubeObject,
  Logger,
  ObjectKey,
  ObjectRef,
  ReconcileContext,
  SharedInformers,
  Trigger,
  TypeMeta,
} from '@backstage-gitops/kube';
import type {
  Artifact,
  HelmRelease,
  HelmReleaseSpec,
  HelmReleaseStatus,
} from '@backstage-gitops/plugin-gitops-common';
import type {
  ArchiveCache,
  ArtifactClient,
  ArtifactStore,
} from '../../artifacts';
import type { SourceInformers, SourceKey } from '../../sources';
import type { WorkerPool } from '../../worker/WorkerPool';
import type { ServiceAccountTokens } from '../../target/ServiceAccountTokens';
import type { HelmReleaseOptions } from './options';

/** What the HelmRelease controller needs from its host. */
export interface HelmReleaseDeps {
  readonly client: KubeClient;
  readonly recorder: EventRecorder;
  /** Sources of the kinds that `spec.chartRef` may name, and HelmCharts. */
  readonly sources: SourceInformers;
  /** Where artifacts are fetched, from whichever process stored them. */
  readonly artifacts: Pick<ArtifactClient, 'download'>;
  /** The same, unpacked in memory and shared. */
  readonly archives: Pick<ArchiveCache, 'use'>;
  /** Has the directory that archives of charts are downloaded to. */
  readonly store: Pick<ArtifactStore, 'workArea'>;
  /** Threads for CPU work. */
  readonly workers: Pick<WorkerPool, 'run'>;
  /** Where other clusters may be; default that of the HTTP package. */
  readonly network?: NetworkPolicy;
  /** Of service accounts, for other clusters. Default: none is used again. */
  readonly tokens?: ServiceAccountTokens;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ControllerMetrics;
  readonly type: TypeMeta;
  readonly informers: SharedInformers;
  /** Which HelmReleases to reconcile. */
  readonly scope: {
    readonly namespace?: string;
    readonly labelSelector?: string;
  };
  readonly options: HelmReleaseOptions;
}

/** Context of one run. */
export type HelmReleaseContext = ReconcileContext<HelmRelease>;

/** The object that holds the chart of a run: a HelmChart, OCIRepository or ExternalArtifact. */
export interface ResolvedSource extends SourceKey {
  readonly artifact: Artifact;
}

/** The chart of a run, as it is installed. */
export interface ResolvedChart {
  /** The loaded chart; its `metadata.version` is that of {@link version}. */
  readonly chart: Chart;
  /** Its archive, shared by all threads: see chart/sharedChart.ts. */
  readonly packed: SharedArrayBuffer;
  readonly name: string;
  /** Version with the digest of its artifact as build metadata, where there is one (HR-5). */
  readonly version: string;
  readonly artifact: Artifact;
  /** Of its files, which is the same for all archives of them; with the version it is the chart's key for caches. */
  readonly digest: string;
  /** For `history[].ociDigest` and `lastAttemptedRevisionDigest` (HR-4). */
  readonly ociDigest?: string;
  readonly sourceRef: SourceKey;
}

/** The cluster and identity with which a release's objects are read and written. */
export interface ReleaseTarget {
  /** Acts as the service account of the spec, on the cluster of the spec. */
  readonly client: KubeClient;
  /** True for another cluster than the one that holds the HelmRelease. */
  readonly isRemote: boolean;
  /** Does what asks the cluster; a wait for another cluster holds no slot of the controller. */
  use<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** An object that differs from the release, or that stands beside one that does and is exempt. */
export interface DriftedObject {
  readonly ref: ObjectRef;
  readonly kind: 'removed' | 'changed' | 'excluded';
  /** Operations of the patch by kind, as Flux counts them; all 0 unless `changed`. */
  readonly additions: number;
  readonly changes: number;
  readonly removals: number;
  /**
   * JSON patch (RFC 6902) from the live object to the desired one; empty for
   * the others. Values of Secrets are in it: show only {@link maskedPatch}.
   */
  readonly patch: readonly JsonPatchOperation[];
  /** The same with values of Secrets replaced by `***` (DB-11). */
  readonly maskedPatch: readonly JsonPatchOperation[];
  /** As it was rendered, in its namespace. */
  readonly desired: KubeObject;
}

/** An operation of RFC 6902. */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** How an object was corrected. */
export interface CorrectedObject {
  readonly ref: ObjectRef;
  readonly action: 'created' | 'configured' | 'failed';
  /** With `failed`. */
  readonly error?: Error;
}

/** An entry of `status.inventory`. */
export type InventoryEntry = NonNullable<
  HelmReleaseStatus['inventory']
>['entries'][number];

/**
 * The steps that other folders write. Each takes the run and the controller's
 * dependencies, and throws a ReconcileError with the reason of HR-10.
 */
export interface HelmReleaseSteps {
  /**
   * steps/requireDependencies.ts: passes when every HelmRelease of
   * `spec.dependsOn` is ready.
   * @throws WaitingError DependencyNotReady; StalledError InvalidCELExpression
   */
  requireDependencies(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
  ): Promise<void>;
  /**
   * steps/reconcileChartTemplate.ts: brings the HelmChart of `spec.chart` to
   * what the spec says, sets `ctx.status.helmChart`, removes one that is no
   * longer asked for. On a deleted HelmRelease it removes the HelmChart.
   */
  reconcileChartTemplate(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
  ): Promise<void>;
  /**
   * chart/resolveSource.ts: reads the source and requires that it is ready.
   * Comes before {@link composeValues}, as in Flux.
   * @throws StalledError AccessDenied; TransientError ArtifactFailed;
   *   WaitingError SourceNotReady
   */
  resolveSource(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
  ): Promise<ResolvedSource>;
  /**
   * values/composeValues.ts: `spec.valuesFrom` and then `spec.values`.
   * @throws TransientError ValuesError
   */
  composeValues(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
  ): Promise<Values>;
  /**
   * chart/resolveChart.ts: fetches, loads and versions the chart.
   * @throws TransientError ArtifactFailed, ChartMutateError; WaitingError
   *   ArtifactFailed - the artifact is not served
   */
  resolveChart(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    source: ResolvedSource,
  ): Promise<ResolvedChart>;
  /**
   * render/createRender.ts: how the actions of a run render. It also runs
   * `spec.postRenderers`, `spec.commonMetadata` and the origin labels in the
   * worker, as `spec.postRenderStrategy` says, so that actions get no
   * post-renderer.
   */
  createRender(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    run: { readonly chart: ResolvedChart; readonly target: ReleaseTarget },
  ): (input: RenderInput) => Promise<RenderResult>;
  /**
   * drift/detectDrift.ts: what differs between the release's manifest and the
   * cluster, by `spec.driftDetection.ignore`; empty where nothing does, also
   * where objects are exempt. In the order of the manifest; the text of HR-32
   * is formatDrift (drift/formatDrift.ts).
   * @throws any error: the state can't be told
   */
  detectDrift(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    run: { readonly release: Release; readonly target: ReleaseTarget },
  ): Promise<readonly DriftedObject[]>;
  /** drift/correctDrift.ts: one result an object; a failure of one stops no other. */
  correctDrift(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    run: {
      readonly drift: readonly DriftedObject[];
      readonly release: Release;
      readonly context: ActionContext;
    },
  ): Promise<readonly CorrectedObject[]>;
  /**
   * inventory/inventoryOf.ts: objects of the release without hooks, and CRDs
   * of the chart.
   * @throws any error: the event InventoryBuildFailed
   */
  inventoryOf(
    ctx: HelmReleaseContext,
    deps: HelmReleaseDeps,
    run: {
      readonly release: Release;
      /** undefined after a rollback: CRDs are not listed. */
      readonly chart: Chart | undefined;
      readonly target: ReleaseTarget;
    },
  ): Promise<{
    readonly entries: readonly InventoryEntry[];
    /** Kinds whose scope is not known; their objects stand without a namespace. */
    readonly warnings: readonly string[];
  }>;
}

/**
 * drift/createDriftDetection.ts: the steps of drift, which remember what they
 * found, and the watch that tells when to look again (DB-5). One a controller.
 */
export interface DriftDetection
  extends HelmReleaseWatch,
    Pick<HelmReleaseSteps, 'detectDrift'> {
  /** Drops what is known of a HelmRelease that is gone. */
  forget(key: ObjectKey): void;
}

/** What starts runs besides changes of the HelmReleases themselves. */
export interface HelmReleaseWatch {
  /** Begins; the returned function ends it. */
  start(): () => void;
}

/** watch/createWatches.ts: sources, HelmCharts, labelled ConfigMaps and Secrets, dependencies. */
export type CreateWatches = (
  deps: HelmReleaseDeps,
  enqueue: (key: string, trigger?: Trigger) => void,
) => HelmReleaseWatch;

export type { HelmRelease, HelmReleaseSpec, HelmReleaseStatus };
