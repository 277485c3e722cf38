/** Why a build failed. */
type BuildErrorCode =
  /** `spec.path` does not exist in the archive. */
  | 'path-not-found'
  /** A manifest, kustomization, patch, variable or encrypted value is wrong. */
  | 'build';

/**
 * A build can't be done with these files and options. `message` is the text for
 * the Ready condition.
 */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  constructor(
    readonly code: BuildErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Reads a BuildError also after a worker thread has turned it into a plain
 * object or another class.
 */
export function asBuildError(error: unknown): BuildError | undefined {
  if (error instanceof BuildError) return error;
  const { name, code, message } = (error ?? {}) as Partial<BuildError>;
  const isCode = ['path-not-found', 'build'].includes(code ?? '');
  const isBuildError = name === 'BuildError' || isCode;
  return isBuildError
    ? new BuildError(isCode && code ? code : 'build', message ?? 'build failed')
    : undefined;
}
