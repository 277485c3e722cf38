/**
 * Which step of a build failed:
 * - `reference`: there is no such chart, version or path, or it is no chart
 * - `pull`: the chart or the index can't be downloaded
 * - `authentication`: the repository refuses the credentials
 * - `metadata`: the version can't be given build metadata
 * - `values`: values files that are missing or no mapping
 * - `dependency`: a dependency can't be resolved
 * - `package`: the chart can't be loaded or packed
 */
export type ChartBuildErrorCode =
  | 'reference'
  | 'pull'
  | 'authentication'
  | 'metadata'
  | 'values'
  | 'dependency'
  | 'package';

/** A chart can't be built. The message is worded as Flux words it. */
export class ChartBuildError extends Error {
  override readonly name = 'ChartBuildError';

  constructor(
    readonly code: ChartBuildErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * Whether an error is one of a build, also from another thread, where it has
 * lost its class.
 */
export function isChartBuildError(error: unknown): error is ChartBuildError {
  return (error as Error | undefined)?.name === 'ChartBuildError';
}

/**
 * Runs a step; what it throws becomes an error of this code, unless it has one,
 * with the prefix in front of its message.
 */
export function attempt<T>(
  code: ChartBuildErrorCode,
  step: () => T,
  prefix = '',
): T {
  try {
    return step();
  } catch (cause) {
    throw toBuildError(cause, code, prefix);
  }
}

/** An error of a step as one of the build. */
export function toBuildError(
  cause: unknown,
  code: ChartBuildErrorCode,
  prefix = '',
): ChartBuildError {
  const message = `${prefix}${(cause as Error).message}`;
  const known = isChartBuildError(cause) ? cause.code : code;
  return new ChartBuildError(known, message, { cause });
}
