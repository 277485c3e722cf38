import { createServer } from 'node:http';

const PAGE = 1000;

/**
 * A registry that knows only lists of tags: `org/<count>-<any>` has that many,
 * `v1.0.<i>`, in pages of a thousand.
 */
export class TagServer {
  requests = 0;

  static async start() {
    const server = new TagServer();
    server.http = createServer((request, response) => {
      server.requests += 1;
      server.answer(new URL(request.url, 'http://x'), response);
    });
    await new Promise(done => server.http.listen(0, '127.0.0.1', done));
    server.host = `127.0.0.1:${server.http.address().port}`;
    return server;
  }

  answer({ pathname, searchParams }, response) {
    const [, name, count] =
      /^\/v2\/(org\/(\d+)-[^/]+)\/tags\/list$/.exec(pathname) ?? [];
    if (name === undefined) {
      response.writeHead(pathname === '/v2/' ? 200 : 404).end('{}');
      return;
    }
    const size = Math.min(PAGE, Number(searchParams.get('n') ?? PAGE));
    const start = Number(/\.(\d+)$/.exec(searchParams.get('last'))?.[1] ?? -1);
    const end = Math.min(Number(count), start + 1 + size);
    const tags = [];
    for (let i = start + 1; i < end; i++) tags.push(`v1.0.${i}`);
    const next = `/v2/${name}/tags/list?n=${size}&last=${tags.at(-1)}`;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(end < Number(count) ? { link: `<${next}>; rel="next"` } : {}),
    });
    response.end(JSON.stringify({ name, tags }));
  }

  stop() {
    this.http.closeAllConnections();
    return new Promise(done => this.http.close(done));
  }
}
