import { createServer } from 'http';
import type { IncomingHttpHeaders, Server } from 'http';
import type { AddressInfo } from 'net';
import { text } from 'stream/consumers';

/** A request as it has arrived. */
interface SinkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that notes requests, and answers as it is told. */
export class HttpSink {
  readonly requests: SinkRequest[] = [];
  /** Status of the next answers; 200 once there are none left. */
  statuses: number[] = [];
  /** Text of each answer. */
  answer = '';
  /** Answers nothing. */
  isSilent = false;
  private constructor(private readonly server: Server) {}

  static async open(): Promise<HttpSink> {
    const server = createServer();
    const sink = new HttpSink(server);
    server.on('request', (request, response) => {
      text(request)
        .then(body => {
          const { method = '', url = '', headers } = request;
          sink.requests.push({ method, path: url, headers, body });
          if (sink.isSilent) return;
          response.writeHead(sink.statuses.shift() ?? 200).end(sink.answer);
        })
        .catch(() => response.destroy());
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }
}
