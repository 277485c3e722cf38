import type { NetworkPolicy } from '@backstage-gitops/http';
import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  KubeClient,
  Logger,
  ReconcileContext,
  SharedInformers,
  TypeMeta,
} from '@backstage-gitops/kube';
import type {
  Artifact,
  Kustomization,
  KustomizationStatus,
} from '@backstage-gitops/plugin-gitops-common';
import type { KeyService } from '@backstage-gitops/sops';
import type { SourceInformers } from '../../sources';
import type { TaskInput, TaskOutput } from '../../worker/loadTask';
import type { TaskOptions } from '../../worker/WorkerPool';
import type { ServiceAccountTokens } from '../../target/ServiceAccountTokens';
import type { KustomizationOptions } from './options';

/** Unpacked archives of sources. */
export interface ArchiveReader {
  /**
   * Calls `work` with the verified archive of an artifact; see `ArchiveImage`.
   * @throws Error with code `not-found` - the server has no such file
   */
  use<T>(
    artifact: Artifact,
    signal: AbortSignal,
    work: (archive: SharedArrayBuffer) => Promise<T>,
  ): Promise<T>;
}

/** Runs CPU work apart from the event loop. */
export interface TaskRunner {
  /** @throws WorkerError - it was ended before it was done */
  run<Name extends 'build' | 'decodeKubeConfig'>(
    task: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<TaskOutput<Name>>;
}

/** What the Kustomization controller needs from its host. */
export interface KustomizationDeps {
  readonly client: KubeClient;
  readonly recorder: EventRecorder;
  /** Sources of the kinds that `spec.sourceRef` may name. */
  readonly sources: SourceInformers;
  readonly archives: ArchiveReader;
  readonly workers: TaskRunner;
  /** Asked for data keys after the keys of the decryption Secret. */
  readonly keyServices?: readonly KeyService[];
  /** Where key services and other clusters may be; default that of the HTTP package. */
  readonly network?: NetworkPolicy;
  /** Of service accounts, for other clusters. Default: none is used again. */
  readonly tokens?: ServiceAccountTokens;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ControllerMetrics;
  readonly type: TypeMeta;
  readonly informers: SharedInformers;
  /** Which Kustomizations to reconcile. */
  readonly scope: {
    readonly namespace?: string;
    readonly labelSelector?: string;
  };
  readonly options: KustomizationOptions;
}

/** Context of one run. */
export type KustomizationContext = ReconcileContext<Kustomization>;

/** The source of a run. */
export interface ResolvedSource {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly artifact: Artifact;
  readonly revision: string;
  /** Revision upstream of an OCI artifact, from its metadata. */
  readonly originRevision?: string;
}

export type InventoryEntries = NonNullable<
  KustomizationStatus['inventory']
>['entries'];

export type { Kustomization, KustomizationStatus };
