/**
 * Which Kubernetes Event the failure of a run emits, if any. `Trace` is Normal
 * in the cluster and not forwarded to notification sinks.
 */
export type FailureEvent = 'Warning' | 'Normal' | 'Trace' | 'none';

export interface ReconcileErrorOptions {
  readonly cause?: unknown;
  /** Milliseconds until the next run; without it the object backs off. */
  readonly retryAfterMs?: number;
  /** Default `Warning`. */
  readonly event?: FailureEvent;
  /** Text of the event where it differs from the condition's. */
  readonly eventMessage?: string;
}

/**
 * A run ended without reaching the desired state. `reason` is a PascalCase
 * condition reason, `message` the text of the condition.
 */
export abstract class ReconcileError extends Error {
  abstract readonly kind: 'stalled' | 'waiting' | 'transient';
  readonly retryAfterMs?: number;
  readonly event: FailureEvent;
  readonly eventMessage: string;

  constructor(
    readonly reason: string,
    message: string,
    options: ReconcileErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.event = options.event ?? 'Warning';
    this.eventMessage = options.eventMessage ?? message;
  }
}

/**
 * Nothing will change until the spec or an annotation does: `Stalled=True`,
 * no requeue.
 */
export class StalledError extends ReconcileError {
  override readonly name = 'StalledError';
  readonly kind = 'stalled';
  /** False leaves `status.observedGeneration` where it is (CRD default -1). */
  readonly observeGeneration: boolean;

  constructor(
    reason: string,
    message: string,
    options: ReconcileErrorOptions & { observeGeneration?: boolean } = {},
  ) {
    super(reason, message, options);
    this.observeGeneration = options.observeGeneration ?? true;
  }
}

/**
 * The run could not start because something else is not ready yet: Ready is
 * False, there is no Reconciling condition, the next run is `retryAfterMs` away.
 */
export class WaitingError extends ReconcileError {
  override readonly name = 'WaitingError';
  readonly kind = 'waiting';
}

/**
 * The run failed and will be tried again: Ready is False, Reconciling stays
 * True with reason `ProgressingWithRetry`.
 */
export class TransientError extends ReconcileError {
  override readonly name = 'TransientError';
  readonly kind = 'transient';
}

/**
 * The run was left before its turn to wait for something had come, because
 * there is something newer to do: it records nothing, the next run starts at
 * once.
 */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
  constructor(options?: { readonly cause?: unknown }) {
    super('there is something newer to do for the object', options);
  }
}
