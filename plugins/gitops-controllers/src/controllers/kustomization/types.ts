import type {
  Clock,
  ControllerMetrics,
  EventRecorder,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
  ReconcileContext,
} from '@backstage-gitops/kube';
import type {
  Artifact,
  Kustomization,
  KustomizationStatus,
} from '@backstage-gitops/plugin-gitops-common';
import type { KustomizationOptions } from './options';

/** A source as the controller reads it: only its artifact matters. */
export interface SourceObject extends KubeObject {
  status?: { artifact?: Artifact };
}

/** Downloads archives of sources. */
export interface ArtifactFetcher {
  /**
   * The verified tar.gz of an artifact.
   * @throws Error with code `not-found` - the server has no such file
   */
  fetch(artifact: Artifact, signal: AbortSignal): Promise<Uint8Array>;
}

/** Runs CPU work apart from the event loop. */
export interface TaskRunner {
  run<I, O>(task: 'build', input: I, signal?: AbortSignal): Promise<O>;
}

/** What the Kustomization controller needs from its host. */
export interface KustomizationDeps {
  readonly client: KubeClient;
  readonly recorder: EventRecorder;
  /** Cache of GitRepositories, shared with their own controller. */
  readonly sources: Informer<SourceObject>;
  readonly artifacts: ArtifactFetcher;
  readonly workers: TaskRunner;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly metrics?: ControllerMetrics;
  readonly options?: Partial<KustomizationOptions>;
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
