/**
 * Why a chart could not be loaded or rendered.
 * - `CHART`: files that are not a chart, or metadata that Helm refuses
 * - `INDEX`: an index.yaml of a chart repository that cannot be read
 * - `LIMIT`: larger or deeper than a chart may be
 * - `VALUES`: values, or a `--set` text, that cannot be read or merged
 * - `SCHEMA`: values that a values.schema.json refuses, or a schema that cannot be used
 * - `DEPENDENCY`: a declared dependency is missing
 * - `KUBE_VERSION`: the chart does not support this Kubernetes version, or the version is not one
 * - `RELEASE_NAME`: not a name for a release
 * - `TEMPLATE`: a template does not parse or fails
 * - `MANIFEST`: a template's output is not YAML of a Kubernetes object
 * - `POST_RENDER`: the post-renderer failed
 */
export type HelmErrorCode =
  | 'CHART'
  | 'INDEX'
  | 'LIMIT'
  | 'VALUES'
  | 'SCHEMA'
  | 'DEPENDENCY'
  | 'KUBE_VERSION'
  | 'RELEASE_NAME'
  | 'TEMPLATE'
  | 'MANIFEST'
  | 'POST_RENDER';

/** Where an error is, and what caused it. */
export interface HelmErrorDetails {
  /** File inside the chart, e.g. `templates/service.yaml`. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  readonly cause?: unknown;
}

/** An error of this package; `message` is worded as Helm 4 words it, without its leading `Error: `. */
export class HelmError extends Error {
  readonly name = 'HelmError';
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(
    readonly code: HelmErrorCode,
    message: string,
    details: HelmErrorDetails = {},
  ) {
    super(
      message,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.file = details.file;
    this.line = details.line;
    this.column = details.column;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same error with Helm's words in front of its message. */
export function wrapError(
  error: unknown,
  code: HelmErrorCode,
  prefix: string,
): HelmError {
  const inner = error instanceof HelmError ? error : undefined;
  return new HelmError(inner?.code ?? code, `${prefix}: ${messageOf(error)}`, {
    file: inner?.file,
    line: inner?.line,
    column: inner?.column,
    cause: error,
  });
}
