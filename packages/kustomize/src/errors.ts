/** What kind of fault a {@link KustomizeError} reports; stable, safe to switch on. */
export type KustomizeErrorCode =
  /** No, several or an unreadable kustomization file. */
  | 'missing-kustomization'
  /** A kustomization file that is no valid Kustomization or Component. */
  | 'invalid-kustomization'
  /** A file, directory or reference that cannot be read. */
  | 'not-found'
  /** A path that leaves its root while restrictions are on. */
  | 'load-restriction'
  /** Kustomizations that include each other. */
  | 'cycle'
  /** YAML that cannot be parsed. */
  | 'malformed-yaml'
  /** An object without kind or name, or with an empty list item. */
  | 'invalid-resource'
  /** Two objects with one identity, or a change that makes two equal. */
  | 'conflict'
  /** A generator, transformer or validator with wrong settings. */
  | 'invalid-config'
  /** A patch that cannot be parsed or applied, or without a target. */
  | 'invalid-patch'
  /** A replacement without source, target or field. */
  | 'invalid-replacement'
  /** A reference that fits several objects. */
  | 'ambiguous-reference'
  /** Exec or container functions, which this engine never runs. */
  | 'plugin-refused'
  /** Helm charts without a renderer, or one that failed. */
  | 'helm'
  /** A remote reference without a fetcher, or a fetch that failed. */
  | 'remote'
  /** Input beyond the configured limits. */
  | 'limit'
  /** An object that cannot be written, for example with a NaN. */
  | 'unwritable-resource';

/** Where the fault is; every part is optional. */
export interface KustomizeErrorPlace {
  /** File as it was named in the kustomization, or its absolute path. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  readonly cause?: unknown;
}

/**
 * Every fault of a build. `message` says what failed, where and what to do;
 * it never holds file contents beyond the offending word or a stack trace.
 */
export class KustomizeError extends Error {
  readonly name = 'KustomizeError';
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;

  constructor(
    readonly code: KustomizeErrorCode,
    message: string,
    place: KustomizeErrorPlace = {},
  ) {
    super(message, { cause: place.cause });
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
  }

  /** The same fault with `prefix: ` before its message. */
  wrap(prefix: string): KustomizeError {
    return new KustomizeError(this.code, `${prefix}: ${this.message}`, {
      file: this.file,
      line: this.line,
      column: this.column,
      cause: this.cause,
    });
  }
}

/** Whether `error` is a {@link KustomizeError}, also from another copy of the package. */
export function isKustomizeError(error: unknown): error is KustomizeError {
  return error instanceof Error && error.name === 'KustomizeError';
}

/**
 * Runs `step`; a fault is thrown again with `prefix: ` before its message.
 * @throws KustomizeError - as `step`, unknown faults unchanged
 */
export function withPrefix<T>(
  prefix: string | (() => string),
  step: () => T,
): T {
  try {
    return step();
  } catch (error) {
    if (isKustomizeError(error)) {
      throw error.wrap(typeof prefix === 'string' ? prefix : prefix());
    }
    throw error;
  }
}
