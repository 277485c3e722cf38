import { createServer, request as httpRequest } from 'http';
import type {
  ClientRequest,
  IncomingMessage,
  RequestOptions,
  Server,
  ServerResponse,
} from 'http';
import { request as httpsRequest } from 'https';
import type { AddressInfo } from 'net';
import { setTimeout as delay } from 'timers/promises';
import type { ChooseFault, Fault, SeenRequest } from './Fault';

/** The API server behind the proxy. */
export interface Upstream {
  readonly url: string;
  /** Certificate of the authority, PEM. */
  readonly ca?: string;
  /** Client certificate and key, PEM. */
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
}

const PIECES = 5;
/** Faults that leave what is sent as it comes. */
const KEEPS_STREAM: ReadonlySet<Fault['kind']> = new Set([
  'cut-watch',
  'silent-watch',
  'late-answer',
]);
const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

function statusOf(code: number) {
  const reason = REASONS[code] ?? '';
  const message = `${reason} made by the proxy`;
  const type = { apiVersion: 'v1', kind: 'Status', status: 'Failure' };
  return { ...type, code, reason, message, metadata: {} };
}

/**
 * Plain HTTP on loopback in front of an API server, which gives requests the
 * faults that it is told to. It asks for a bearer token of its own, so that the
 * token can run out, and adds the credentials of the server.
 */
export class FaultProxy {
  /** Requests since the start. */
  requests = 0;
  /** The token that clients have to send. */
  token = 'first';
  /** Called once the server has answered, before the client hears of it. */
  onAnswer: (request: SeenRequest, status: number) => void = () => undefined;
  private choose: ChooseFault = () => undefined;
  private isDown = false;

  private constructor(
    private readonly server: Server,
    private upstream: Upstream,
  ) {}

  static async start(upstream: Upstream): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, upstream);
    server.on('request', (request, response) => {
      void proxy.handle(request, response).catch(() => response.destroy());
    });
    server.keepAliveTimeout = 60_000;
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Faults from now on; none without an argument. */
  setFaults(choose: ChooseFault = () => undefined): void {
    this.choose = choose;
  }

  /** Points at another server, such as the same one after a restart. */
  setUpstream(upstream: Upstream): void {
    this.upstream = upstream;
  }

  /** Cuts every connection, and each new one until it is up again. */
  setDown(isDown: boolean): void {
    this.isDown = isDown;
    if (isDown) this.server.closeAllConnections();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    this.requests += 1;
    if (this.isDown) {
      request.destroy();
      return;
    }
    const { method = 'GET', url: path = '/' } = request;
    const isWatch = /[?&]watch=(true|1)/.test(path);
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      await answer(request, response, { kind: 'status', status: 401 });
      return;
    }
    const seen = { method, path, isWatch };
    const fault = this.choose(seen);
    if (fault?.kind === 'status') {
      await answer(request, response, fault);
    } else if (fault?.kind === 'reset') {
      request.destroy();
    } else if (fault?.kind === 'expired-watch') {
      request.resume();
      const event = { type: 'ERROR', object: statusOf(410) };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify(event)}\n`);
    } else {
      await this.pass(request, response, { seen, fault });
    }
  }

  private async pass(
    request: IncomingMessage,
    response: ServerResponse,
    { seen, fault }: { seen: SeenRequest; fault: Fault | undefined },
  ): Promise<void> {
    const outgoing = this.open(request);
    response.on('close', () => outgoing.destroy());
    request.pipe(outgoing);
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve);
      outgoing.once('error', reject);
    });
    this.onAnswer(seen, incoming.statusCode ?? 502);
    if (fault?.kind === 'late-answer') await delay(fault.ms);
    if (!fault || KEEPS_STREAM.has(fault.kind)) {
      response.writeHead(incoming.statusCode ?? 502, incoming.headers);
      incoming.on('error', () => response.destroy());
      incoming.pipe(response);
      if (fault?.kind === 'cut-watch') await cutLater(response, fault.ms);
      if (fault?.kind === 'silent-watch') {
        await delay(fault.ms);
        incoming.unpipe(response);
        incoming.resume();
      }
      return;
    }
    const body = await readAll(incoming);
    if (fault.kind === 'lost-answer') {
      response.destroy();
      return;
    }
    const headers = { ...incoming.headers, 'content-length': `${body.length}` };
    delete (headers as { 'transfer-encoding'?: string })['transfer-encoding'];
    response.writeHead(incoming.statusCode ?? 502, headers);
    await sendBadly(response, body, fault);
  }

  private open({ method, url, headers }: IncomingMessage): ClientRequest {
    const { token, ca, cert, key, url: server } = this.upstream;
    const target = new URL(url ?? '/', server);
    const own = { ...headers, host: target.host, connection: 'close' };
    const authorization = token ? `Bearer ${token}` : undefined;
    const all: RequestOptions['headers'] = { ...own, authorization };
    if (!token) delete all.authorization;
    const options = { method, headers: all };
    return target.protocol === 'https:'
      ? httpsRequest(target, { ...options, ca, cert, key })
      : httpRequest(target, options);
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, retryAfterSeconds }: Extract<Fault, { kind: 'status' }>,
): Promise<void> {
  request.resume();
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds ? { 'retry-after': `${retryAfterSeconds}` } : {}),
  });
  response.end(JSON.stringify(statusOf(status)));
}

async function cutLater(response: ServerResponse, ms: number): Promise<void> {
  await delay(ms);
  response.write('{"type":"MODIFIED","object":{"kind":');
  await delay(5);
  response.destroy();
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function sendBadly(
  response: ServerResponse,
  body: Buffer,
  fault: Fault,
): Promise<void> {
  if (fault.kind !== 'slow-answer') {
    response.write(body.subarray(0, body.length / 2));
    await delay(5);
    response.destroy();
    return;
  }
  const size = Math.ceil(body.length / PIECES) || 1;
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    response.write(body.subarray(at, at + size));
    await delay(fault.ms / PIECES);
  }
  response.end();
}
