import { useEffect, useReducer } from 'react';

/**
 * The time in milliseconds. The component renders again often enough for texts
 * such as `3 min`.
 */
export function useNow(everyMs: number = 10_000): number {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(renderAgain, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  // A time kept from the last tick would put what happened since into the future.
  return Date.now();
}
