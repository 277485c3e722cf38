import { VersionLookup } from '@backstage-gitops/helm';
import { FakeClock } from '@backstage-gitops/kube';
import { IndexCache } from './IndexCache';

const lookup = (bytes: number) => new VersionLookup('x'.repeat(bytes / 2));

function cacheOf(limits: { maxIndexes?: number; maxBytes?: number } = {}) {
  const clock = new FakeClock();
  const cache = new IndexCache({
    ...{ maxIndexes: 10, maxBytes: 1000, clock, ...limits },
    ...{ ttlMs: 60_000, purgeIntervalMs: 10_000 },
  });
  return { cache, clock };
}

describe('IndexCache', () => {
  it('forgets the index used the longest ago when there are too many', () => {
    const { cache } = cacheOf({ maxIndexes: 2 });
    cache.set('a', lookup(10));
    cache.set('b', lookup(10));
    cache.get('a');
    cache.set('c', lookup(10));
    expect(['a', 'b', 'c'].map(key => cache.get(key) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(cache.heldBytes).toBe(20);
  });

  it('keeps no more bytes than allowed, and nothing that is larger alone', () => {
    const { cache } = cacheOf();
    cache.set('a', lookup(600));
    cache.set('b', lookup(600));
    cache.set('b', lookup(500));
    cache.set('c', lookup(1002));
    expect(cache.size).toBe(1);
    expect(cache.heldBytes).toBe(500);
  });

  it('keeps nothing where that is asked for', () => {
    const { cache } = cacheOf({ maxIndexes: 0 });
    cache.set('a', lookup(10));
    expect(cache.get('a')).toBeUndefined();
  });

  it('drops what was not used for long, until it is stopped', async () => {
    const { cache, clock } = cacheOf();
    const stop = cache.start();
    cache.set('a', lookup(10));
    cache.set('b', lookup(10));
    for (let step = 0; step < 7; step++) {
      await clock.advance(10_000);
      cache.get('b');
    }
    expect(cache.size).toBe(1);
    stop();
    await clock.advance(120_000);
    expect(cache.size).toBe(1);
  });
});
