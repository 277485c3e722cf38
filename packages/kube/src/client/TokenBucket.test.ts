import { FakeClock } from '../api/clock';
import { TokenBucket } from './TokenBucket';

describe('TokenBucket', () => {
  it('gives its tokens whatever the wall clock does', async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(clock, 10, 1);
    await bucket.take();
    for (const jump of [-3_600_000, 7_200_000]) {
      clock.jump(jump);
      let isTaken = false;
      const taking = bucket.take().then(() => {
        isTaken = true;
      });
      await clock.advance(80);
      expect(isTaken).toBe(false);
      await clock.advance(30);
      await taking;
    }
  });
});
