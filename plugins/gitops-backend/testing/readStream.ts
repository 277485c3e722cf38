import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { mockCredentials } from '@backstage/backend-test-utils';
import { BASE } from './startPortal';

/** A reader of an event stream of the portal, over a connection of its own. */
export async function readStream(origin: string, path: string) {
  const request = get(`${origin}${BASE}${path}`, {
    agent: false,
    headers: { Authorization: mockCredentials.user.header() },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  return {
    status: response.statusCode,
    contentType: response.headers['content-type'],
    retryAfter: response.headers['retry-after'],
    /** Reads on until everything since the last call matches. */
    readUntil: async (pattern: RegExp): Promise<string> => {
      while (!pattern.test(text)) {
        const { value, done } = await chunks.next();
        if (done) throw new Error(`the stream ended: ${text}`);
        text += value;
      }
      const read = text;
      text = '';
      return read;
    },
    close: () => void request.destroy(),
  };
}
