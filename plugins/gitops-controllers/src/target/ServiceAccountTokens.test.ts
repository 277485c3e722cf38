import type { KubeClient } from '@backstage-gitops/kube';
import { ServiceAccountTokens } from './ServiceAccountTokens';

const ACCOUNT = { namespace: 'a', name: 'b', audiences: ['c'] };

describe('ServiceAccountTokens', () => {
  it('uses a token again until most of its life is over', async () => {
    let now = 0;
    const asked: unknown[] = [];
    const client = {
      request: async (request: unknown) => {
        asked.push(request);
        const expirationTimestamp = new Date(now + 1_000_000).toISOString();
        return { status: { token: `t${asked.length}`, expirationTimestamp } };
      },
    } as unknown as KubeClient;
    const clock = {
      now: () => now,
      steady: () => now,
      after: () => () => undefined,
    };
    const tokens = new ServiceAccountTokens(client, clock);
    const texts: string[] = [];
    for (const at of [0, 799_999, 800_000]) {
      now = at;
      texts.push((await tokens.get(ACCOUNT)).token);
    }
    texts.push((await tokens.get({ ...ACCOUNT, audiences: [] })).token);
    expect(texts).toEqual(['t1', 't1', 't2', 't3']);
    expect(asked[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/namespaces/a/serviceaccounts/b/token',
      body: { spec: { audiences: ['c'] } },
    });
  });
});
