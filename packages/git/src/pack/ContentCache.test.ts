import { ContentCache } from './ContentCache';

const content = (bytes: number) => Buffer.alloc(bytes);

describe('ContentCache', () => {
  it('stays within its budget', () => {
    const cache = new ContentCache(100);
    const keys = Array.from({ length: 50 }, (_, key) => key);
    keys.forEach(key => cache.set(key, content(10)));
    const kept = keys.filter(key => cache.get(key));
    expect(kept.length).toBeLessThanOrEqual(11);
    expect(kept).toContain(49);
  });

  it('keeps what is used', () => {
    const cache = new ContentCache(100);
    cache.set(-1, content(10));
    for (let key = 0; key < 50; key++) {
      cache.set(key, content(10));
      expect(cache.get(-1)).toBeDefined();
    }
  });

  it('keeps the newest, however large', () => {
    const cache = new ContentCache(100);
    cache.set(1, content(1000));
    expect(cache.get(1)).toHaveLength(1000);
    cache.set(2, content(1000));
    expect([cache.get(1), cache.get(2)?.length]).toEqual([undefined, 1000]);
  });
});
