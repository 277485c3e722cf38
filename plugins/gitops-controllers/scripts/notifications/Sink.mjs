/** A server on loopback that keeps requests and answers as a forge does. */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Forge } from './Forge.mjs';

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text || undefined;
  }
}

export class Sink {
  requests = [];
  #forge = new Forge();
  #server;
  #secure;
  port;

  /** @param tls - key and certificate of the hosts it is a proxy to */
  constructor(tls) {
    this.#server = createServer((...pair) => {
      void this.#answer('http', ...pair);
    });
    this.#secure = createTlsServer(tls, (...pair) => {
      void this.#answer('https', ...pair);
    });
    this.#server.on('connect', (request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.on('error', () => {});
      this.#secure.emit('connection', socket);
    });
  }

  async start() {
    await new Promise(done => this.#server.listen(0, '127.0.0.1', done));
    this.port = this.#server.address().port;
    return this;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(scheme, request, response) {
    const { headers, method } = request;
    const url = /^http/.test(request.url)
      ? request.url
      : `${scheme}://${headers.host}${request.url}`;
    const text = await readBody(request);
    const asked = { method, url, headers, body: parse(text) };
    this.requests.push(asked);
    const { status, json } = this.#forge.respond(asked);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  }
}
