import { formatDuration } from '@backstage-gitops/kube';
import { availableParallelism } from 'os';
import type { MessagePort } from 'worker_threads';
import { Piscina } from 'piscina';
import { runTask } from './entry';
import type { TaskMessage, TaskReply } from './entry';
import { findEntry, loaderArguments } from './entryFile';
import { WorkerError } from './errors';
import { freeThreadsOfHeapFlag } from './freeThreadsOfHeapFlag';
import { Lanes, SLICE_MS } from './Lanes';
import type { Lane, LaneLimits, LanePass } from './Lanes';
import { TASKS } from './loadTask';
import type { TaskInput, TaskName, TaskOutput } from './loadTask';

/** Settings of a {@link WorkerPool}. */
interface WorkerPoolOptions {
  /**
   * Threads for builds, and as many for sources; 0 runs tasks in the calling
   * thread. Default: processors, at most 4.
   */
  readonly threads?: number;
  /** Loaders of the tasks that run in the calling thread. Default: TASKS, by import(). */
  readonly tasks?: typeof TASKS;
  /** Memory of one thread in MiB; a task that needs more fails alone. Default 1024. */
  readonly memoryMb?: number;
}

const DEFAULT_MAX_THREADS = 4;
const DEFAULT_MEMORY_MB = 1024;
/** Memory for young objects in MiB; Node.js lets each thread grow to 48. */
const YOUNG_MEMORY_MB = 24;
/** Threads that stay, so that the next task need not wait for one to load. */
const WARM_THREADS = 1;
/** An idle thread beyond those ends after this long. */
const IDLE_MS = 30_000;

/** The lane of each task, until it has turned out to be slow. */
const LANES: Readonly<Record<TaskName, Lane>> = {
  archive: 'source',
  archiveCommit: 'source',
  build: 'build',
  buildLocalChart: 'source',
  buildRemoteChart: 'source',
  checkout: 'source',
  convertIndex: 'source',
  decodeKubeConfig: 'build',
  decryptPrivateKey: 'source',
  digest: 'archive',
  listBlobs: 'source',
  loadChart: 'archive',
  makeImage: 'archive',
  makeLookup: 'source',
  measureImage: 'archive',
  mergeValues: 'build',
  readCommit: 'source',
  parseManifest: 'build',
  readManifest: 'build',
  renderChart: 'build',
  unpack: 'source',
};

/**
 * Threads start with work and end without it, so these sums are reached only
 * when all kinds of work wait.
 */
function limitsOf(threads: number): LaneLimits {
  const half = Math.ceil(threads / 2);
  return { source: threads, archive: half, build: threads, slowBuild: half };
}

/** Builds the error again that a task has thrown, its fields included. */
function toError({ failure }: Extract<TaskReply, { failure: unknown }>): Error {
  const { name, message, stack, ...fields } = failure;
  const error = new Error(message);
  return Object.assign(error, fields, { name, stack: stack ?? error.stack });
}

/** What a task is given besides its input. */
export interface TaskOptions {
  /** Namespace of the object that it is done for; shares are fair between them. */
  readonly namespace: string | undefined;
  /** Aborting it ends the task and its thread. */
  readonly signal?: AbortSignal;
  /** Milliseconds from its start in a thread; none by default. */
  readonly timeoutMs?: number;
  /**
   * Names the task over its repetitions: one that was long before does not
   * take the place of short ones again.
   */
  readonly name?: string;
  /** Ports in the input that move to the thread. */
  readonly transfer?: readonly MessagePort[];
}

/** Tasks known to be slow; the longest known is forgotten first. */
const MAX_SLOW = 1_000;

/**
 * Runs CPU work in worker threads, so that the event loop stays free. Kinds of
 * work have {@link Lanes} of their own, and share the threads that are idle.
 */
export class WorkerPool {
  private readonly pool: Piscina | undefined;
  private readonly lanes: Lanes;
  private readonly memoryMb: number;
  private readonly tasks: typeof TASKS;
  private readonly slow = new Set<string>();

  constructor(options: WorkerPoolOptions = {}) {
    const threads =
      options.threads ?? Math.min(availableParallelism(), DEFAULT_MAX_THREADS);
    this.memoryMb = options.memoryMb ?? DEFAULT_MEMORY_MB;
    this.tasks = options.tasks ?? TASKS;
    this.lanes = new Lanes(limitsOf(threads));
    if (threads > 0) {
      const filename = findEntry();
      freeThreadsOfHeapFlag();
      this.pool = new Piscina({
        filename,
        // By name: a default export that nothing imports is left out by the build.
        name: 'runTask',
        minThreads: Math.min(threads, WARM_THREADS),
        maxThreads: this.lanes.total,
        idleTimeout: IDLE_MS,
        execArgv: loaderArguments(filename),
        resourceLimits: {
          maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
          maxOldGenerationSizeMb: this.memoryMb,
        },
      });
      // Of a thread that has no task: it is replaced, and nothing is lost.
      this.pool.on('error', () => undefined);
    }
  }

  /**
   * Runs a task with plain data in and out.
   * @throws what the task threw, with its `name`, `message`, `code` and other
   *   plain fields; WorkerError - it was ended, see there; the reason of the
   *   signal when that aborts, which ends the thread
   */
  async run<Name extends TaskName>(
    task: Name,
    input: TaskInput<Name>,
    options: TaskOptions,
  ): Promise<TaskOutput<Name>> {
    const message = { task, input };
    const reply = this.pool
      ? await this.runInLane(this.pool, message, options)
      : await runTask(message, this.tasks);
    if ('failure' in reply) {
      throw toError(reply);
    }
    return reply.output as TaskOutput<Name>;
  }

  /** Ends the threads, and with them what still runs. */
  async close(): Promise<void> {
    this.lanes.close();
    await this.pool?.destroy();
  }

  private async runInLane(
    pool: Piscina,
    message: TaskMessage,
    options: TaskOptions,
  ): Promise<TaskReply> {
    const { namespace = '', signal = new AbortController().signal } = options;
    const id = `${message.task} ${namespace}/${options.name}`;
    const lane = this.slow.has(id) ? 'slowBuild' : LANES[message.task];
    const pass = await this.lanes.enter(lane, namespace, signal);
    const started = performance.now();
    try {
      return await this.runInThread(pool, message, options, pass);
    } finally {
      const isSlow = performance.now() - started >= SLICE_MS;
      if (LANES[message.task] === 'build') this.remember(id, isSlow);
      pass.leave();
    }
  }

  /** @throws WorkerError; the reason of the signal */
  private async runInThread(
    pool: Piscina,
    message: TaskMessage,
    { signal, timeoutMs, transfer = [] }: TaskOptions,
    { preempted }: LanePass,
  ): Promise<TaskReply> {
    const late =
      timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
    const signals = [signal, late, preempted].filter(one => one !== undefined);
    try {
      return await pool.run(message, {
        signal: AbortSignal.any(signals),
        transferList: [...transfer],
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw this.explain(cause, {
        ...(late?.aborted ? { timeoutMs } : {}),
        isPreempted: preempted.aborted,
      });
    }
  }

  private explain(
    cause: unknown,
    ended: { readonly timeoutMs?: number; readonly isPreempted: boolean },
  ): unknown {
    if (ended.timeoutMs !== undefined) {
      const limit = formatDuration(ended.timeoutMs);
      const text = `it took longer than ${limit}`;
      return new WorkerError('timeout', text, { cause });
    }
    if ((cause as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY') {
      const text = `it needs more than ${this.memoryMb} MiB of memory`;
      return new WorkerError('memory', text, { cause });
    }
    return ended.isPreempted
      ? new WorkerError('preempted', 'others waited', { cause })
      : cause;
  }

  private remember(id: string, isSlow: boolean): void {
    this.slow.delete(id);
    if (isSlow) this.slow.add(id);
    if (this.slow.size <= MAX_SLOW) return;
    const [oldest] = this.slow;
    this.slow.delete(oldest);
  }
}
