/** @jest-environment node */
import { extendNetworkPolicy } from '@backstage-gitops/http';
import { FakeClock } from '@backstage-gitops/kube';
import { HttpSink } from '../../controllers/alert/__testUtils__/HttpSink';
import { openExchange } from './createExchange';

let sink: HttpSink;
beforeAll(async () => {
  sink = await HttpSink.open();
});
afterAll(() => sink.close());

/** Sends once while time passes as fast as pauses begin. */
async function send(statuses: number[], allow = ['127.0.0.1'], url = sink.url) {
  const clock = new FakeClock();
  sink.requests.length = 0;
  sink.statuses = statuses;
  const { exchange, close } = openExchange({
    network: extendNetworkPolicy({ deny: ['127.0.0.0/8'], allow }),
    secrets: [],
    signal: AbortSignal.timeout(10_000),
    clock,
  });
  const timer = setInterval(() => {
    if (clock.pending > 0) clock.advance(2_000).catch(() => undefined);
  }, 5);
  try {
    return await exchange({ method: 'POST', url, body: { a: 1 } });
  } finally {
    clearInterval(timer);
    await close();
  }
}

describe('openExchange', () => {
  it('NC-9 tries four times more where the server fails', async () => {
    const failures = Array.from({ length: 5 }, () => 503);
    expect((await send(failures.slice(1))).status).toBe(200);
    expect(sink.requests).toHaveLength(5);
    await expect(send(failures)).rejects.toMatchObject({
      code: 'status',
      status: 503,
    });
    expect(sink.requests).toHaveLength(5);
  });

  it('NC-9 tries a refusal once, and goes nowhere that the policy denies', async () => {
    await expect(send([404])).rejects.toMatchObject({ status: 404 });
    expect(sink.requests).toHaveLength(1);
    await expect(send([], [])).rejects.toMatchObject({ code: 'network' });
    expect(sink.requests).toHaveLength(0);
  });

  it('sends user name and password of an address in a header', async () => {
    const url = sink.url.replace('://', '://bot:p%40ss@');
    await send([], ['127.0.0.1'], url);
    expect(sink.requests[0].headers.authorization).toBe(
      `Basic ${Buffer.from('bot:p@ss').toString('base64')}`,
    );
  });
});
