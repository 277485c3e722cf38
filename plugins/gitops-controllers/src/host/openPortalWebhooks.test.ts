/** @jest-environment node */
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { request } from 'http';
import type { IncomingHttpHeaders } from 'http';
import type { AddressInfo } from 'net';
import { gitopsControllersPlugin } from '../plugin';

let stop: () => Promise<void>;
let port: number;

beforeAll(async () => {
  const backend = await startTestBackend({
    features: [
      gitopsControllersPlugin,
      mockServices.rootConfig.factory({ data: {} }),
    ],
  });
  stop = () => backend.stop();
  port = (backend.server.address() as AddressInfo).port;
});
afterAll(() => stop());

function call(path: string, headers: IncomingHttpHeaders = {}) {
  return new Promise<number | undefined>((resolve, reject) => {
    const sent = request(
      { port, path, headers, method: 'POST', agent: false },
      answer => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sent.on('error', reject).flushHeaders();
    if (!headers['content-length']) sent.end();
  });
}

describe('NC-20 webhooks of the portal', () => {
  it('takes calls without a session under /hook alone', async () => {
    const base = '/api/gitops-controllers';
    expect(await call(`${base}/hook/none`)).toBe(404);
    expect(
      await call(`${base}/hook/none`, { 'content-length': '3145729' }),
    ).toBe(413);
    expect(await call(`${base}/hooks`)).not.toBe(413);
    expect(
      await call(`${base}/other`, { authorization: 'Bearer nonsense' }),
    ).toBe(401);
  });
});
