import type { Clock } from '@backstage-gitops/kube';
import type { LogLine } from '@backstage-gitops/helm-release';
import { mapToGoJson } from './toGoJson';

const MAX_LINES = 10;
const PREFIXES: Partial<Record<LogLine['level'], string>> = {
  warn: 'warning: ',
  error: 'error: ',
};

interface Entry {
  readonly text: string;
  readonly at: number;
  lastAt: number;
  /** Times that the line came again at once. */
  repeats: number;
}

/** RFC 3339 without zeros at the end of the fraction, as Go prints it. */
function formatNano(ms: number): string {
  const [seconds, fraction] = new Date(ms).toISOString().split(/[.Z]/);
  const digits = fraction.replace(/0+$/, '');
  return digits ? `${seconds}.${digits}Z` : `${seconds}Z`;
}

function linesOf({ text, at, lastAt, repeats }: Entry): string {
  const first = `${formatNano(at)}: ${text}`;
  if (repeats === 0) return first;
  const last = `${first}\n${formatNano(lastAt)}: ${text}`;
  const omitted = repeats - 1;
  if (omitted === 0) return last;
  return `${last} (${omitted} duplicate line${omitted > 1 ? 's' : ''} omitted)`;
}

/** The last ten lines that Helm has logged during an action; repeats count as one. */
export class LogBuffer {
  readonly #entries: Entry[] = [];

  constructor(private readonly clock: Clock) {}

  add({ level, message, attributes = {}, isGlobal }: LogLine): void {
    if (isGlobal) return;
    const json = mapToGoJson(attributes);
    const text = `${PREFIXES[level] ?? ''}${message}: ${json}`;
    const now = this.clock.now();
    const last = this.#entries.at(-1);
    if (last?.text === text) {
      last.repeats += 1;
      last.lastAt = now;
      return;
    }
    this.#entries.push({ text, at: now, lastAt: now, repeats: 0 });
    if (this.#entries.length > MAX_LINES) this.#entries.shift();
  }

  /** A message with the lines below it; as it is where there are none. */
  appendTo(message: string): string {
    if (this.#entries.length === 0) return message;
    const lines = this.#entries.map(linesOf).join('\n');
    return `${message}\n\nLast Helm logs:\n\n${lines}`;
  }
}
