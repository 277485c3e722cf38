import { Clock } from '../api/clock';
import { Logger } from '../api/logger';
import { Condition, KubeObject, ObjectKey, TypeMeta } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { ConditionSet } from '../status/conditions';
import { ReconcileError } from './errors';
import { WaitPlace } from './RunPermit';

/** Fields of a status that the machinery itself reads and writes. */
export interface CommonStatus {
  conditions?: Condition[];
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
}

/** An object of a kind that a controller reconciles. */
export interface ReconciledObject extends KubeObject {
  spec?: { suspend?: boolean };
  status?: CommonStatus;
}

/** An event of a run, for people and for notification sinks. */
export interface EventInput {
  readonly type: 'Normal' | 'Warning';
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
  /** Written under the kind's group: `revision` → `<group>/revision`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** True: only a Kubernetes Event, not forwarded to notification sinks. */
  readonly trace?: boolean;
}

/** What one run is given. Its methods only change the draft of the status. */
export interface ReconcileContext<T extends ReconciledObject> {
  /** The object as read at the start, or as left by the finalizer. Read only. */
  readonly object: T;
  readonly key: ObjectKey;
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the controller stops. */
  readonly signal: AbortSignal;
  /**
   * Aborts when there is something newer to do: the object or one that it
   * depends on has changed. The reason is a `Trigger`, and the next run starts
   * when this one has ended.
   */
  readonly superseded: AbortSignal;
  /** Draft of the status: change its fields freely. */
  readonly status: NonNullable<T['status']>;
  readonly conditions: ConditionSet;
  /** Added to every event of the run, such as `revision`; change it freely. */
  readonly eventMetadata: Record<string, string>;
  /** Milliseconds since the epoch at which the run began. */
  readonly startedAt: number;
  /**
   * Does what mostly waits for somebody else: a remote server, a worker
   * thread, objects that become healthy. Meanwhile the run does not count
   * against the controller's concurrency, but runs of one namespace that wait
   * for the same thing do count against each other. Time limits of `work` are
   * to begin in `work`, which is not called before its turn.
   * @throws SupersededError - before its turn, there is something newer to do
   */
  waitFor<R>(place: WaitPlace, work: () => Promise<R>): Promise<R>;
  /** Queues an event; it is sent at the end of the run or with a progress. */
  event(event: EventInput): void;
  /**
   * Sets what the run does now: `Reconciling=True` with this reason and
   * message. It is written at once with `flush`, else only if the step takes
   * longer than a moment.
   */
  progress(
    reason: string,
    message: string,
    options?: { readonly flush?: boolean },
  ): Promise<void>;
}

/** End of a run that reached the desired state. */
export interface ReconcileResult {
  /** Milliseconds until the next run, jittered; undefined waits for a change. */
  readonly requeueAfterMs?: number;
  /** True leaves out the jitter. */
  readonly exact?: boolean;
}

/** How a run ended, as passed to {@link Reconciler.summarize}. */
export type Outcome =
  | { readonly kind: 'success'; readonly result: ReconcileResult }
  | { readonly kind: 'failure'; readonly error: ReconcileError };

/** The rules of one kind. */
export interface Reconciler<T extends ReconciledObject> {
  readonly type: TypeMeta;
  /** `source.component` of its events, such as `kustomize-controller`. */
  readonly controllerName: string;
  /** Manager of its finalizer and status writes. */
  readonly fieldOwner: string;
  /** Written before any work; its owner must define {@link finalize}. */
  readonly finalizer?: string;

  /**
   * Brings the world to what `ctx.object.spec` asks for. Level-based: it reads
   * the world each time, and a crash at any line is repaired by the next run.
   *
   * - returns: done; run again after `requeueAfterMs`
   * - throws StalledError: no retry until spec or annotation change
   * - throws WaitingError: retry after its `retryAfterMs`
   * - throws TransientError: retry after its `retryAfterMs`, else back off
   * - throws anything else: taken as a TransientError with reason `Failed`
   */
  reconcile(ctx: ReconcileContext<T>): Promise<ReconcileResult>;

  /**
   * Cleans up before the object goes; the finalizer is removed when it returns.
   * Throwing keeps the finalizer and backs off.
   */
  finalize?(ctx: ReconcileContext<T>): Promise<void>;

  /**
   * Sets the conditions that end the run. Default: {@link summarizeOutcome}.
   */
  summarize?(ctx: ReconcileContext<T>, outcome: Outcome): void;

  /**
   * True for an object that holds settings only and is never reconciled. It
   * gets no finalizer and no status; those that it has from the time before it
   * was static are removed after {@link finalize}, unless it is suspended.
   */
  isStatic?(object: T): boolean;

  /** Reason of Ready after an error that is no ReconcileError; default `Failed`. */
  readonly failureReason?: string;

  /** Called after an object is gone, to drop what was cached about it. */
  gone?(key: ObjectKey): void;

  /** Metadata added to every event of a run, such as the revision. */
  eventMetadata?(ctx: ReconcileContext<T>): Record<string, string>;

  /**
   * Adjusts the status of a suspended object. Default: lastHandledReconcileAt
   * takes the annotation, and observedGeneration follows if Ready was True.
   */
  suspended?(ctx: ReconcileContext<T>): void;
}
