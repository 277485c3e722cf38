import type { ObjectRef, StatusResult } from '@backstage-gitops/kube';

/** How a wait ended without its goal. */
export type WaitErrorCode = 'timeout' | 'failed' | 'canceled' | 'changed';

/** An object that is not as it was waited for. */
export interface UnreadyObject extends StatusResult {
  readonly ref: ObjectRef;
}

/** A wait that did not reach its goal; `message` is Helm's own text. */
export class WaitError extends Error {
  override readonly name = 'WaitError';
  constructor(
    readonly code: WaitErrorCode,
    message: string,
    /** What was still waited for, and why. */
    readonly objects: readonly UnreadyObject[] = [],
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
