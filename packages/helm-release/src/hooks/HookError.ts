import type { Release } from '../release/release';

/**
 * What a hook failed at.
 * - `delete`: an object of an earlier run could not be deleted, or a policy not
 *   be followed
 * - `build`: its manifest is no object of a kind that the cluster serves
 * - `create`: the cluster refused the object
 * - `wait`: its Job or Pod failed, or did not end in time
 * - `interrupted`: the signal of the action's context aborted
 */
export type HookErrorCode =
  | 'delete'
  | 'build'
  | 'create'
  | 'wait'
  | 'interrupted';

/** A hook that failed; `message` is Helm's text, without `failed pre-install: `. */
export class HookError extends Error {
  override readonly name = 'HookError';
  constructor(
    readonly code: HookErrorCode,
    message: string,
    /** With the last runs of its hooks, to be stored by the action. */
    readonly release: Release,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
