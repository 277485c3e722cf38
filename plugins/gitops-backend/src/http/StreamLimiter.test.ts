import { StreamLimiter } from './StreamLimiter';

describe('StreamLimiter', () => {
  it('refuses one stream more than the limit, of the same user only', () => {
    const limiter = new StreamLimiter(2);
    limiter.acquire('user:default/ada');
    limiter.acquire('user:default/ada');
    expect(() => limiter.acquire('user:default/ada')).toThrow(
      expect.objectContaining({
        statusCode: 429,
        statement: { code: 'tooManyStreams', params: { limit: 2 } },
      }),
    );
    expect(() => limiter.acquire('user:default/bob')).not.toThrow();
  });

  it('counts a stream that has ended no longer, and only once', () => {
    const limiter = new StreamLimiter(2);
    const release = limiter.acquire('user:default/ada');
    limiter.acquire('user:default/ada');
    release();
    release();
    limiter.acquire('user:default/ada');
    expect(() => limiter.acquire('user:default/ada')).toThrow(/2 streams/);
  });
});
