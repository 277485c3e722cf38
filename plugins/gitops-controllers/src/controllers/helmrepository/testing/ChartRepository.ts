import { createServer } from 'http';
import type {
  IncomingMessage,
  RequestListener,
  Server,
  ServerResponse,
} from 'http';
import { createServer as createTlsServer } from 'https';
import type { ServerOptions } from 'https';
import type { AddressInfo } from 'net';

/** An answer to a path: bytes, or a listener. */
type Page = string | Uint8Array | RequestListener;

/** An HTTP server of chart repositories on loopback, with a log of its requests. */
export class ChartRepository {
  /** Answers by path: `/charts/index.yaml`. */
  readonly pages = new Map<string, Page>();
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  private readonly server: Server;
  private readonly scheme: string;

  /** @param tls - serves over HTTPS */
  constructor(tls?: ServerOptions) {
    const listener: RequestListener = (request, response) =>
      this.answer(request, response);
    this.scheme = tls ? 'https' : 'http';
    this.server = tls
      ? (createTlsServer(tls, listener) as unknown as Server)
      : createServer(listener);
  }

  async start(): Promise<void> {
    await new Promise<void>(resolve =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.scheme}://127.0.0.1:${port}`;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '/';
    this.requests.push(path);
    const page = this.pages.get(path);
    if (typeof page === 'function') {
      page(request, response);
    } else if (page === undefined) {
      response.writeHead(404).end('not found');
    } else {
      response.end(page);
    }
  }
}
