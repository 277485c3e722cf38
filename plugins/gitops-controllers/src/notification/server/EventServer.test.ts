/** @jest-environment node */
import { silentLogger } from '@backstage-gitops/kube';
import { INSTANCE_HEADER } from '../EventFeed';
import type { FluxEvent } from '../FluxEvent';
import { EventServer } from './EventServer';

const taken: FluxEvent[] = [];
let server: EventServer;
let answer: 'accepted' | 'limited' | 'full' = 'accepted';

beforeAll(async () => {
  server = await EventServer.start({
    address: '127.0.0.1:0',
    instance: 'own',
    logger: silentLogger,
    accept: event => {
      taken.push(event);
      return answer === 'limited'
        ? { kind: answer, rate: { isAllowed: false, resetMs: 1_000 } }
        : { kind: answer };
    },
  });
});
beforeEach(() => {
  taken.length = 0;
  answer = 'accepted';
});
afterAll(() => server.stop());

const post = async (body: string, headers: Record<string, string> = {}) => {
  const url = `http://127.0.0.1:${server.port}/`;
  const { status } = await fetch(url, { method: 'POST', body, headers });
  return status;
};

describe('EventServer', () => {
  it('NC-1 answers 202 to an event, and reads it as Go does', async () => {
    const body =
      '{"InvolvedObject":{"kind":"Kustomization","name":"a"},"severity":"info","timestamp":"2026-01-02T05:04:05.9+02:00","metadata":{"a":"b"},"more":1}';
    expect(await post(body)).toBe(202);
    expect(taken).toEqual([
      expect.objectContaining({
        involvedObject: expect.objectContaining({
          kind: 'Kustomization',
          name: 'a',
        }),
        timestamp: '2026-01-02T03:04:05Z',
        metadata: { a: 'b' },
        message: '',
      }),
    ]);
  });

  it.each(['', '[]', '{', '{"severity":1}', '{"metadata":{"a":1}}'])(
    'NC-1 answers 400 to %p',
    async body => {
      expect(await post(body)).toBe(400);
      expect(taken).toEqual([]);
    },
  );

  it('NC-1 answers 413 above 3 MiB', async () => {
    expect(await post(' '.repeat(3 * 1024 * 1024 + 1))).toBe(413);
    expect(await post(`{}${' '.repeat(3 * 1024 * 1024 - 2)}`)).toBe(202);
  });

  it('NC-2 answers 429 to a repeat, and 503 when there is too much', async () => {
    answer = 'limited';
    expect(await post('{}')).toBe(429);
    answer = 'full';
    expect(await post('{}')).toBe(503);
  });

  it('does not take what this process has sent itself', async () => {
    expect(await post('{}', { [INSTANCE_HEADER]: 'own' })).toBe(202);
    expect(taken).toEqual([]);
    expect(await post('{}', { [INSTANCE_HEADER]: 'other' })).toBe(202);
    expect(taken).toHaveLength(1);
  });
});
