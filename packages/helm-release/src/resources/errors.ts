import type { UpdateResult } from './resource';

/**
 * Why objects could not be read or written.
 * - `manifest`: text that is no YAML of Kubernetes objects
 * - `no-match`: the cluster serves no such kind
 * - `ownership`: an object belongs to nobody, or to another release
 * - `apply`: the cluster refused an object
 * - `options`: settings that exclude each other
 * - `nothing`: there was no object to act on
 */
export type ResourceErrorCode =
  | 'manifest'
  | 'no-match'
  | 'ownership'
  | 'apply'
  | 'options'
  | 'nothing';

/** An error of objects of a release, worded as Helm 4 words it. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';

  constructor(
    readonly code: ResourceErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

/** An update that failed, with what it had done by then. */
export class UpdateError extends Error {
  override readonly name = 'UpdateError';

  constructor(
    message: string,
    readonly result: UpdateResult,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
