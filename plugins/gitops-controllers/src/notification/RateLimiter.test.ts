import { FakeClock } from '@backstage-gitops/kube';
import { RateLimiter } from './RateLimiter';

describe('RateLimiter', () => {
  it('NC-2 lets one of equal events pass in an interval', async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter(300_000, clock);
    const take = (key: string) => limiter.take(key).isAllowed;
    expect([take('a'), take('a'), take('b')]).toEqual([true, false, true]);
    await clock.advance(299_999);
    expect(take('a')).toBe(false);
    await clock.advance(1);
    expect([take('a'), take('a')]).toEqual([true, false]);
  });
});
