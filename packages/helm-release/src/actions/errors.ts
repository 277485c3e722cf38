import type { Release } from '../release/release';

/**
 * Why an action failed.
 * - `unreachable`: the cluster did not answer
 * - `name`: not a name for a release, or one that is in use
 * - `pending`: another operation is in progress
 * - `not-found`: no such release, or none that is deployed
 * - `options`: options that exclude each other, or that Helm refuses
 * - `render`: chart, values, schema, template or post-renderer
 * - `manifest`: objects that cannot be built: not YAML, unknown kinds
 * - `ownership`: an object exists and belongs to nobody, or to another release
 * - `crds`: a file of `crds/` could not be installed
 * - `storage`: the release could not be stored or read
 * - `hook`: a hook failed
 * - `apply`: the cluster refused an object
 * - `wait`: objects did not become ready
 * - `delete`: objects could not be deleted
 * - `aborted`: the signal of the context ended it
 */
export type ActionErrorCode =
  | 'unreachable'
  | 'name'
  | 'pending'
  | 'not-found'
  | 'options'
  | 'render'
  | 'manifest'
  | 'ownership'
  | 'crds'
  | 'storage'
  | 'hook'
  | 'apply'
  | 'wait'
  | 'delete'
  | 'aborted';

/** A failed action; `message` is Helm's own, without its leading `Error: `. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  /** The release as it was stored, or as far as it was made; absent where nothing was begun. */
  readonly release: Release | undefined;

  constructor(
    readonly code: ActionErrorCode,
    message: string,
    details: { readonly release?: Release; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.release = details.release;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
