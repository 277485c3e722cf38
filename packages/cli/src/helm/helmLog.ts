import type { LogLine } from '@backstage-gitops/helm-release';

/** Writes log lines as Helm does: `level=WARN msg="…" name=value`. */
export class HelmLog {
  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly isDebug: boolean,
  ) {}

  readonly write = ({ level, message, attributes = {} }: LogLine): void => {
    if (level === 'debug' && !this.isDebug) return;
    const pairs = Object.entries({
      level: level.toUpperCase(),
      msg: message,
      ...attributes,
    }).map(([key, value]) => `${key}=${quoteWhereNeeded(textOf(value))}`);
    this.stream.write(`${pairs.join(' ')}\n`);
  };

  warn(message: string): void {
    this.write({ level: 'warn', message });
  }
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.message;
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As Go's structured log does: quotes for spaces, `=`, quotes and what is not printable. */
function quoteWhereNeeded(text: string): string {
  return /^[^\s"=\p{C}]+$/u.test(text) ? text : JSON.stringify(text);
}
