import { endInTime } from './endInTime';

function manualClock() {
  const timers: { ms: number; run: () => void; isLive: boolean }[] = [];
  return {
    timers,
    now: () => 0,
    steady: () => 0,
    after: (ms: number, run: () => void) => {
      const timer = { ms, run, isLive: true };
      timers.push(timer);
      return () => {
        timer.isLive = false;
      };
    },
  };
}

describe('endInTime', () => {
  it('HR-34 leaves work behind that does not end in time', async () => {
    const clock = manualClock();
    const stop = new AbortController();
    const ended = endInTime(new Promise(() => undefined), {
      signal: stop.signal,
      timeoutMs: 600_000,
      clock,
    });
    expect(clock.timers).toEqual([]);
    stop.abort();
    expect(clock.timers).toMatchObject([{ ms: 600_000 }]);
    clock.timers[0].run();
    await expect(ended).rejects.toThrow(
      'failed waiting for all runnables to end within grace period of 10m0s: context deadline exceeded',
    );
  });

  it('HR-34 waits for work that ends in time, and keeps no timer', async () => {
    const clock = manualClock();
    const stop = new AbortController();
    let end = () => undefined as void;
    const work = new Promise<void>(resolve => {
      end = resolve;
    });
    const ended = endInTime(work, {
      signal: stop.signal,
      timeoutMs: 1_000,
      clock,
    });
    stop.abort();
    end();
    await expect(ended).resolves.toBeUndefined();
    expect(clock.timers).toMatchObject([{ isLive: false }]);
  });
});
