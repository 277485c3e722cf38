import { sleep, systemClock } from '@backstage-gitops/kube';
import type { Clock, Logger } from '@backstage-gitops/kube';
import { existsSync } from 'fs';
import { readFile } from 'fs/promises';
import { join } from 'path';
import { HostError } from './errors';
import type { HostOptions } from './options/hostOptions';

type MemoryOptions = Pick<
  HostOptions,
  | 'oomWatchCurrentMemoryPath'
  | 'oomWatchIntervalMs'
  | 'oomWatchMaxMemoryPath'
  | 'oomWatchMemoryThreshold'
>;

interface MemoryWatchDeps {
  readonly options: MemoryOptions;
  readonly logger: Logger;
  /** Folder of the process's cgroup. Default `/sys/fs/cgroup`. */
  readonly cgroup?: string;
  readonly clock?: Clock;
}

const CGROUP = '/sys/fs/cgroup';
/** Files of cgroup v2 and of v1, below its folder. */
const FILES = {
  max: ['memory.max', 'memory/memory.limit_in_bytes'],
  current: ['memory.current', 'memory/memory.usage_in_bytes'],
} as const;
const FLAGS = {
  max: '--oom-watch-max-memory-path',
  current: '--oom-watch-current-memory-path',
} as const;

/**
 * Watches the memory of the process's cgroup, and aborts its signal once nearly
 * all is in use: what runs is then stored before the kernel ends the process.
 * @see fluxcd/helm-controller internal/oomwatch/watch.go
 */
export class MemoryWatch {
  readonly #near = new AbortController();
  readonly #closed = new AbortController();
  readonly #watching: Promise<void>;

  private constructor(
    private readonly deps: MemoryWatchDeps,
    private readonly files: { readonly current: string },
    private readonly maxBytes: number,
  ) {
    this.#watching = this.#watch();
  }

  /** @throws HostError - `invalid-option`: there is no limit, or no such file */
  static async open(deps: MemoryWatchDeps): Promise<MemoryWatch> {
    const { options, cgroup = CGROUP } = deps;
    const max = options.oomWatchMaxMemoryPath || find(cgroup, 'max');
    const current =
      options.oomWatchCurrentMemoryPath || find(cgroup, 'current');
    const maxBytes = await readBytes(max);
    await readBytes(current);
    return new MemoryWatch(deps, { current }, maxBytes);
  }

  /** Aborts when the memory in use reaches the threshold. */
  get signal(): AbortSignal {
    return this.#near.signal;
  }

  /** Ends the watch. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { options, clock = systemClock } = this.deps;
    const { signal } = this.#closed;
    while (!signal.aborted && !(await this.#isNear())) {
      const pause = sleep(clock, options.oomWatchIntervalMs, signal);
      await pause.catch(() => undefined);
    }
    if (!signal.aborted) this.#near.abort();
  }

  async #isNear(): Promise<boolean> {
    const { options, logger } = this.deps;
    try {
      const bytes = await readBytes(this.files.current);
      const percent = (bytes / this.maxBytes) * 100;
      if (percent < options.oomWatchMemoryThreshold) return false;
      logger.warn(
        `Memory usage is near OOM (${formatSize(bytes)}/${formatSize(
          this.maxBytes,
        )}), shutting down`,
      );
      return true;
    } catch (error) {
      logger.warn('cannot read the memory in use, looking again', {
        error: (error as Error).message,
      });
      return false;
    }
  }
}

function find(cgroup: string, which: keyof typeof FILES): string {
  const path = FILES[which]
    .map(file => join(cgroup, file))
    .find(file => existsSync(file));
  if (path) return path;
  throw new HostError(
    'invalid-option',
    `feature gate OOMWatch: no ${FILES[which].join(
      ' or ',
    )} in ${cgroup}; name the file with ${FLAGS[which]}`,
  );
}

async function readBytes(path: string): Promise<number> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const why = (cause as Error).message;
    const message = `feature gate OOMWatch: cannot read ${path}: ${why}`;
    throw new HostError('invalid-option', message, { cause });
  }
  if (/^\d+$/.test(text)) return Number(text);
  const hint =
    text === 'max' ? ': set a memory limit, or switch the gate off' : '';
  throw new HostError(
    'invalid-option',
    `feature gate OOMWatch: ${path} has ${JSON.stringify(
      text.slice(0, 40),
    )} instead of bytes${hint}`,
  );
}

const UNIT = 1024;

/** Bytes for people: `95.5 MiB`. */
function formatSize(bytes: number): string {
  if (bytes < UNIT) return `${bytes} B`;
  const power = Math.min(6, Math.floor(Math.log(bytes) / Math.log(UNIT)));
  return `${(bytes / UNIT ** power).toFixed(1)} ${'KMGTPE'[power - 1]}iB`;
}
