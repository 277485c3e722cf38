/** Body of `POST …/reconcile`. */
export interface ReconcileRequest {
  /** True asks the source first, and the delivery once the source has answered. */
  readonly withSource?: boolean;
}

/** Body of `POST …/suspend`. */
export interface SuspendRequest {
  /** Why; at most 500 characters. */
  readonly reason: string;
  /** RFC 3339, in the future; the portal resumes then. */
  readonly until?: string;
}

/** Answer to an accepted action; what came of it is seen in the stream. */
export interface ActionAccepted {
  /** Value of the request annotation, or the time of the change. */
  readonly requestedAt: string;
}
