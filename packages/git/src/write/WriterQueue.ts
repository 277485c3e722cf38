import { GitError } from '../errors';
import { redactUrl } from '../url';

/** What a queue orders: the writers of one branch of one repository. */
export interface WriterTarget {
  readonly url: string;
  readonly branch: string;
}

/** How many may stand in a queue. */
export interface WriterQueueOptions {
  /** Writers that wait for one branch; one more is refused. Default 1000. */
  readonly maxWaiting?: number;
}

const DEFAULT_MAX_WAITING = 1000;

/** The same repository has one key, however its address is written. */
function keyOf({ url, branch }: WriterTarget): string {
  const plain = redactUrl(url)
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  const host = /^[a-z+]+:\/\/[^/]*/i.exec(plain)?.[0] ?? '';
  return `${host.toLowerCase()}${plain.slice(host.length)}\n${branch}`;
}

/**
 * Lets one writer at a time work on a branch, in the order in which they came,
 * so that those of one process do not push against each other. Other processes
 * still do; the lease of a push guards against them.
 */
export class WriterQueue {
  /** The waiting ones by target; a target without a writer has no list. */
  private readonly lines = new Map<string, (() => void)[]>();
  private readonly maxWaiting: number;

  constructor({ maxWaiting = DEFAULT_MAX_WAITING }: WriterQueueOptions = {}) {
    this.maxWaiting = maxWaiting;
  }

  /** Writers of a target that wait, without the one at work. */
  waiting(target: WriterTarget): number {
    return this.lines.get(keyOf(target))?.length ?? 0;
  }

  /**
   * Does the work when it is its turn.
   * @param signal - leaves the queue when aborted before the work begins
   * @throws GitError - `aborted`; `limit`: too many wait
   */
  async run<T>(
    target: WriterTarget,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const key = keyOf(target);
    await this.enter(key, target, signal);
    try {
      return await work();
    } finally {
      this.leave(key);
    }
  }

  private async enter(
    key: string,
    { url, branch }: WriterTarget,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) {
      throw aborted(signal);
    }
    const line = this.lines.get(key);
    if (!line) {
      this.lines.set(key, []);
      return;
    }
    if (line.length >= this.maxWaiting) {
      throw new GitError(
        'limit',
        `${this.maxWaiting} writers wait for branch '${branch}' of '${redactUrl(
          url,
        )}' already`,
      );
    }
    await new Promise<void>((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        line.splice(line.indexOf(onTurn), 1);
        reject(aborted(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      line.push(onTurn);
    });
  }

  private leave(key: string): void {
    const next = this.lines.get(key)?.shift();
    if (next) {
      next();
    } else {
      this.lines.delete(key);
    }
  }
}

function aborted(signal: AbortSignal): GitError {
  const isTimeout =
    (signal.reason as Error | undefined)?.name === 'TimeoutError';
  return new GitError(
    isTimeout ? 'timeout' : 'aborted',
    'ended while it waited for the writers before it',
    { cause: signal.reason },
  );
}
