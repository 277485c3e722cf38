import { untilAborted } from '@backstage-gitops/kube';

interface Running<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  callers: number;
}

/** Runs a task once for all who ask for its key while it runs. */
export class SharedTasks<T> {
  readonly #running = new Map<string, Running<T>>();

  /**
   * Runs a task, or waits for the one that runs. The task is aborted when
   * everybody who waits for it has left.
   * @throws what the task throws; the reason of `signal`
   */
  async run(
    key: string,
    task: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    signal.throwIfAborted();
    const running = this.#running.get(key) ?? this.#start(key, task);
    running.callers += 1;
    try {
      return await untilAborted(running.result, signal);
    } finally {
      running.callers -= 1;
      if (running.callers === 0) this.#end(key, running);
    }
  }

  #start(key: string, task: (signal: AbortSignal) => Promise<T>): Running<T> {
    const abort = new AbortController();
    const result = task(abort.signal);
    const running: Running<T> = { result, abort, callers: 0 };
    this.#running.set(key, running);
    const end = () => this.#forget(key, running);
    result.then(end, end);
    return running;
  }

  /** Aborts a task that nobody waits for; without effect when it has ended. */
  #end(key: string, running: Running<T>): void {
    this.#forget(key, running);
    running.abort.abort();
  }

  #forget(key: string, running: Running<T>): void {
    if (this.#running.get(key) === running) this.#running.delete(key);
  }
}
