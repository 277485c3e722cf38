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

/** What a writer leaves to the one after it. */
export interface Heritage {
  close(): Promise<void>;
}

/** Place of the writer at work. */
export interface WriterPlace<H extends Heritage = Heritage> {
  /** Whether somebody waits for this one to end. */
  readonly hasNext: boolean;
  /**
   * From the writer before, to be taken or closed; what stands here at the end
   * is for the next one, or is closed where there is none.
   */
  heritage?: H;
}

/** The writers of one branch: one at work, the others waiting. */
interface Line {
  readonly waiting: (() => void)[];
  heritage?: Heritage;
}

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
  /** By target; a target without a writer has none. */
  private readonly lines = new Map<string, Line>();
  private readonly maxWaiting: number;

  constructor({ maxWaiting = DEFAULT_MAX_WAITING }: WriterQueueOptions = {}) {
    this.maxWaiting = maxWaiting;
  }

  /** Writers of a target that wait, without the one at work. */
  waiting(target: WriterTarget): number {
    return this.lines.get(keyOf(target))?.waiting.length ?? 0;
  }

  /**
   * Does the work when it is its turn.
   * @param signal - leaves the queue when aborted before the work begins
   * @throws GitError - `aborted`; `limit`: too many wait
   */
  async run<T, H extends Heritage = Heritage>(
    target: WriterTarget,
    signal: AbortSignal,
    work: (place: WriterPlace<H>) => Promise<T>,
  ): Promise<T> {
    const key = keyOf(target);
    const line = await this.enter(key, target, signal);
    const place: WriterPlace<H> = {
      get hasNext() {
        return line.waiting.length > 0;
      },
      heritage: line.heritage as H | undefined,
    };
    line.heritage = undefined;
    try {
      return await work(place);
    } finally {
      await this.leave(key, line, place.heritage);
    }
  }

  private async enter(
    key: string,
    { url, branch }: WriterTarget,
    signal: AbortSignal,
  ): Promise<Line> {
    if (signal.aborted) {
      throw aborted(signal);
    }
    const line = this.lines.get(key);
    if (!line) {
      const first: Line = { waiting: [] };
      this.lines.set(key, first);
      return first;
    }
    const { waiting } = line;
    if (waiting.length >= this.maxWaiting) {
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
        waiting.splice(waiting.indexOf(onTurn), 1);
        reject(aborted(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.push(onTurn);
    });
    return line;
  }

  private async leave(
    key: string,
    line: Line,
    heritage: Heritage | undefined,
  ): Promise<void> {
    const next = line.waiting.shift();
    if (next) {
      line.heritage = heritage;
      next();
      return;
    }
    this.lines.delete(key);
    await heritage?.close();
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
