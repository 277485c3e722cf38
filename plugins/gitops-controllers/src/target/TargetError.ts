type TargetErrorCode =
  /** The Secret or ConfigMap can't be read. */
  | 'secret'
  | 'config-map'
  | 'key'
  | 'config'
  /** No token for the other cluster can be had. */
  | 'account'
  | 'unsupported';

/** There is no usable kubeconfig. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  constructor(
    readonly code: TargetErrorCode,
    message: string,
    /** `namespace/name` of the Secret or ConfigMap. */
    readonly source: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Text of a failure, of one that is no Error too. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
