/**
 * Waits for a result until the signal aborts, without ending the work.
 * @throws the signal's reason
 */
export function untilAborted<T>(
  result: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return result;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    result
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
