import type { Logger } from '@backstage-gitops/kube';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

/**
 * Writes log lines as JSON with the keys of Flux's controllers: `level`, `ts`,
 * `msg` and the details.
 * @throws Error - no such level
 */
export function createLogger(
  stream: NodeJS.WritableStream,
  level: string,
): Logger {
  const lowest = LEVELS.indexOf(level as Level);
  if (lowest < 0) {
    throw new Error(`--log-level is one of ${LEVELS.join(', ')}`);
  }
  const write =
    (at: Level) =>
    (msg: string, details = {}) => {
      if (LEVELS.indexOf(at) >= lowest) {
        const ts = new Date().toISOString();
        stream.write(`${JSON.stringify({ level: at, ts, msg, ...details })}\n`);
      }
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}
