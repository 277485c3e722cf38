/** What a command may touch of the process around it. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path that relative arguments start from. */
  readonly cwd: string;
  /** Aborted by SIGINT and SIGTERM; a command that serves stops then. */
  readonly signal: AbortSignal;
}

/** One command of `gitops`; its file exports it as `command`. */
export interface Command {
  /** First word on the command line. */
  readonly name: string;
  /** One line of the overview. */
  readonly summary: string;
  /**
   * Does the work.
   * @param argv - the words after the name
   * @returns the exit code; 0 is success
   * @throws Error - printed as one line; the exit code is 1
   */
  run(argv: string[], io: CommandIo): Promise<number>;
}
