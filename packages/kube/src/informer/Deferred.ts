/** A promise and the function that resolves it. */
export class Deferred {
  resolve: () => void = () => {};
  readonly #promise = new Promise<void>(resolve => {
    this.resolve = resolve;
  });

  /** Resolves with the promise, or rejects with the signal's reason. */
  async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!signal) return this.#promise;
    let onAbort = () => {};
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([this.#promise, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
