import type { Release } from '../release/release';

/** What a hook failed at. */
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
