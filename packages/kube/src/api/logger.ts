/** What this package logs to; Backstage's `LoggerService` satisfies it. */
export interface Logger {
  debug(
    message: string,
    meta?: Record<string, string | number | boolean>,
  ): void;
  info(message: string, meta?: Record<string, string | number | boolean>): void;
  warn(message: string, meta?: Record<string, string | number | boolean>): void;
  error(
    message: string,
    meta?: Record<string, string | number | boolean>,
  ): void;
}

/** Logger that drops everything. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
