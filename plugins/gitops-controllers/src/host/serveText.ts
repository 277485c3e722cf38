import { createServer } from 'http';
import { parseAddress } from '../artifacts/ArtifactServer';

/** Text of a path, with its HTTP status. */
interface TextAnswer {
  readonly status: number;
  readonly text: string;
  readonly contentType?: string;
}

/** Answers by path; the rest is 404. */
type TextRoutes = Readonly<Record<string, () => Promise<TextAnswer>>>;

/**
 * Serves a few texts over HTTP: metrics and health.
 * @returns stops it
 * @throws Error - the address is taken
 */
export async function serveText(
  address: string,
  routes: TextRoutes,
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    const reply =
      route?.() ?? Promise.resolve({ status: 404, text: 'not found\n' });
    reply
      .then(({ status, text, ...rest }: TextAnswer) =>
        response
          .writeHead(status, {
            'content-type': rest.contentType ?? 'text/plain; charset=utf-8',
          })
          .end(text),
      )
      .catch(() => response.writeHead(500).end());
  });
  const { host, port } = parseAddress(address);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise<void>(resolve => server.close(() => resolve()));
  };
}
