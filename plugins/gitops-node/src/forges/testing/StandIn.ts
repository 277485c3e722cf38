import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { RefusedError } from './FakeRepository';
import type { FakeUser, Refusal } from './FakeRepository';

/** What a handler reads. */
export interface StandInRequest {
  readonly method: string;
  /** Groups of the route's pattern, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly json: Record<string, unknown>;
  /** Whose credentials the request carries. */
  readonly user: FakeUser;
}

/** An answer. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** Matches the encoded path. */
  readonly pattern: RegExp;
  readonly handle: (request: StandInRequest) => Reply | Promise<Reply>;
}

/** How one forge speaks. */
export interface Dialect {
  readonly routes: readonly Route[];
  /** @returns whose credentials these are, if they are good */
  readonly authenticate: (
    headers: IncomingMessage['headers'],
  ) => FakeUser | undefined;
  readonly unauthorized: Reply;
  /** What is said where no route fits, and of what the model refuses. */
  readonly refuse: (refusal: Refusal, subject: string) => Reply;
}

/** Ends the handling of a request with an answer. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';

  constructor(readonly reply: Reply) {
    super(String(reply.status));
  }
}

/** A field that the API requires. @throws ReplyError - 422 */
export function required<T>(
  json: Record<string, unknown>,
  name: string,
  type: 'string' | 'number' | 'boolean' | 'object',
): T {
  const value = json[name];
  if (typeof value !== type || value === null || value === '') {
    const message = `${name} is missing or no ${type}`;
    throw new ReplyError({ status: 422, json: { message } });
  }
  return value as T;
}

/** A server on loopback that speaks the API of one forge. */
export class StandIn {
  /** Requests so far: `GET /user`. */
  readonly log: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(dialect: Dialect): Promise<StandIn> {
    const log: string[] = [];
    const server = createServer((request, response) => {
      void respond(dialect, log, request, response);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const standIn = new StandIn(server, `http://127.0.0.1:${port}`);
    Object.assign(standIn, { log });
    return standIn;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }
}

async function respond(
  dialect: Dialect,
  log: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  log.push(`${method} ${url}`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const reply = await answer(dialect, {
    ...{ method, headers, bytes: Buffer.concat(chunks) },
    url: new URL(url, 'http://localhost'),
  });
  const body = reply.bytes ?? Buffer.from(textOf(reply.json));
  response.writeHead(reply.status, {
    ...(reply.bytes ? {} : { 'content-type': 'application/json' }),
    ...reply.headers,
  });
  response.end(reply.status === 204 ? undefined : body);
}

function textOf(json: unknown): string {
  return json === undefined ? '' : JSON.stringify(json);
}

interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

async function answer(dialect: Dialect, received: Received): Promise<Reply> {
  const { method, url, headers, bytes } = received;
  const user = dialect.authenticate(headers);
  if (!user) return dialect.unauthorized;
  try {
    for (const route of dialect.routes) {
      const match = route.pattern.exec(url.pathname);
      if (match && route.method === method) {
        const params = match.slice(1).map(group => decodeURIComponent(group));
        const json = parse(headers['content-type'], bytes);
        const query = url.searchParams;
        return await route.handle({
          ...{ method, params, query, headers, bytes, json, user },
        });
      }
    }
    return dialect.refuse('missing', `${method} ${url.pathname}`);
  } catch (error) {
    if (error instanceof ReplyError) return error.reply;
    if (error instanceof RefusedError) {
      return dialect.refuse(error.refusal, error.subject);
    }
    return { status: 500, json: { message: String(error) } };
  }
}

function parse(type: string | undefined, bytes: Buffer) {
  if (bytes.length === 0 || !type?.includes('json')) return {};
  return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
}
