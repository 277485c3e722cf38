import { downloadIndex } from './downloadIndex';

describe('downloadIndex', () => {
  const request = {
    url: 'http://127.0.0.1:1/index.yaml',
    access: {},
    file: '/nowhere/index.yaml',
    maxBytes: 1000,
    intervalMs: 60_000,
    signal: AbortSignal.timeout(10_000),
  };

  it('looks again after the interval where the network policy denies it', async () => {
    const network = { deny: ['127.0.0.0/8'], allow: [] };
    await expect(downloadIndex({ ...request, network })).rejects.toMatchObject({
      reason: 'Failed',
      retryAfterMs: 60_000,
      message: expect.stringContaining('by its rule 127.0.0.0/8'),
    });
  });

  it('backs off where nobody answers', async () => {
    const network = { deny: [], allow: [] };
    const failure = downloadIndex({ ...request, network });
    await expect(failure).rejects.toMatchObject({ reason: 'Failed' });
    await expect(failure).rejects.not.toHaveProperty('retryAfterMs', 60_000);
  });
});
