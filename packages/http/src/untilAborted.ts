/**
 * Waits for a result until the signal aborts, without ending the work.
 * @param discard - takes a result that comes too late
 * @throws the signal's reason
 */
export function untilAborted<T>(
  result: Promise<T>,
  signal: AbortSignal,
  discard: (late: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      result.then(discard, () => undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    result
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
