/** Why a task was ended before it was done. */
type WorkerErrorCode =
  /** It took longer than it may. */
  | 'timeout'
  /** It needed more memory than a thread has. */
  | 'memory'
  /** Others waited; run again, it goes into the lane of slow builds. */
  | 'preempted';

/** A task was ended together with its thread; other tasks are not concerned. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  constructor(
    readonly code: WorkerErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
