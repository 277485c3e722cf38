import { createServer } from 'http';
import type { OutgoingHttpHeaders } from 'http';
import type { AddressInfo } from 'net';

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}

/** A server on loopback whose answers are those of `answer`. */
export async function serve(
  answer: (path: string, body: string, method: string) => Answer,
) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method = '' } = request;
      const sent = Buffer.concat(chunks).toString('latin1');
      const { status = 200, type, headers, body } = answer(url, sent, method);
      try {
        response.writeHead(status, {
          ...(type ? { 'content-type': type } : {}),
          ...headers,
        });
        response.end(method === 'HEAD' ? undefined : body);
      } catch {
        // A header that Node does not send.
        response.destroy();
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
