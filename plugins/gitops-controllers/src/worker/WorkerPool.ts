import { existsSync } from 'fs';
import { availableParallelism } from 'os';
import { join } from 'path';
import type { MessagePort } from 'worker_threads';
import { Piscina } from 'piscina';
import { runTask } from './entry';
import type { TaskReply } from './entry';
import type { TaskInput, TaskName, TaskOutput } from './loadTask';

/** Settings of a {@link WorkerPool}. */
interface WorkerPoolOptions {
  /** Worker threads; 0 runs tasks in the calling thread. Default: processors, at most 4. */
  readonly threads?: number;
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

/** Where the worker's file may be: sources, plugin bundle, command line bundle. */
const ENTRIES = ['entry.ts', 'entry.cjs.js', 'worker.mjs'];

function findEntry(): string {
  // The build keeps modules apart, so the entry lies beside this file there too.
  // eslint-disable-next-line no-restricted-syntax
  const here = __dirname;
  const file = ENTRIES.map(name => join(here, name)).find(existsSync);
  if (!file) {
    throw new Error(`the worker's file is missing in ${here}`);
  }
  return file;
}

/** Lets a thread load TypeScript, unless the process itself has a hook for it. */
function loaderArguments(entry: string): string[] {
  const hasHook = process.execArgv.some(text => text.includes('nodeTransform'));
  if (!entry.endsWith('.ts') || hasHook) {
    return process.execArgv;
  }
  const hook = require.resolve('@backstage/cli/config/nodeTransform.cjs');
  return [...process.execArgv, '--require', hook];
}

/** Builds the error again that a task has thrown, its fields included. */
function toError({ failure }: Extract<TaskReply, { failure: unknown }>): Error {
  const { name, message, stack, ...fields } = failure;
  const error = new Error(message);
  return Object.assign(error, fields, { name, stack: stack ?? error.stack });
}

/**
 * Runs CPU work in worker threads, so that the event loop stays free. Threads
 * beyond the first start when there is work and end when there is none.
 */
export class WorkerPool {
  private readonly pool: Piscina | undefined;

  constructor(options: WorkerPoolOptions = {}) {
    const threads =
      options.threads ?? Math.min(availableParallelism(), DEFAULT_MAX_THREADS);
    if (threads > 0) {
      const filename = findEntry();
      this.pool = new Piscina({
        filename,
        // By name: a default export that nothing imports is left out by the build.
        name: 'runTask',
        minThreads: Math.min(threads, WARM_THREADS),
        maxThreads: threads,
        idleTimeout: IDLE_MS,
        execArgv: loaderArguments(filename),
        resourceLimits: {
          maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
          maxOldGenerationSizeMb: options.memoryMb ?? DEFAULT_MEMORY_MB,
        },
      });
    }
  }

  /**
   * Runs a task with plain data in and out.
   * @param transfer - ports in the input that move to the thread
   * @throws what the task threw, with its `name`, `message`, `code` and other
   *   plain fields; an abort error when `signal` aborts, which ends the thread
   */
  async run<Name extends TaskName>(
    task: Name,
    input: TaskInput<Name>,
    signal?: AbortSignal,
    transfer: readonly MessagePort[] = [],
  ): Promise<TaskOutput<Name>> {
    const message = { task, input };
    const reply: TaskReply = this.pool
      ? await this.pool.run(message, { signal, transferList: [...transfer] })
      : await runTask(message);
    if ('failure' in reply) {
      throw toError(reply);
    }
    return reply.output as TaskOutput<Name>;
  }

  /** Ends the threads, and with them what still runs. */
  async close(): Promise<void> {
    await this.pool?.destroy();
  }
}
