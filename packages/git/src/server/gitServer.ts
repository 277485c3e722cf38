import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import { createServer as createHttpServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import { createServer as createHttpsServer } from 'https';
import type { AddressInfo } from 'net';
import { setTimeout as delay } from 'timers/promises';
import { CgiHeaderParser } from './cgiHeaders';

/** How {@link startGitServer} serves. */
export interface GitServerOptions {
  /** Directory that holds the bare repositories; their URL is `<url>/<name>.git`. */
  readonly root: string;
  /** Port on `host`; 0, the default, picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Credentials that every request must carry; open to all when not given. */
  readonly auth?:
    | { readonly username: string; readonly password: string }
    | { readonly bearerToken: string };
  /** Waits this long before it answers, to stand for a slow network. */
  readonly delayMs?: number;
  /** Serves HTTPS with this key and certificate; asks clients for theirs with `ca`. */
  readonly tls?: {
    readonly key: string;
    readonly cert: string;
    readonly ca?: string;
  };
  /** Whether clients may push. Default false. */
  readonly allowPush?: boolean;
  /** Refuses commits that no reference points to. Default false. */
  readonly advertisedOnly?: boolean;
  /** Whether clients may leave out files. Default true. */
  readonly allowFilter?: boolean;
  /** 0 answers like a server that knows only the first protocol. Default 2. */
  readonly protocol?: 0 | 2;
}

/** A running Git server. */
export interface GitServer {
  /** Base address without a final slash: `http://127.0.0.1:34567`. */
  readonly url: string;
  /** Requests answered so far as `METHOD path?query`, oldest first. */
  readonly requests: readonly string[];
  /** Changes the delay for the requests that follow. */
  setDelayMs(delayMs: number): void;
  /** Drops the connections that are open. */
  dropConnections(): void;
  /** Ends open connections and the processes behind them. */
  stop(): Promise<void>;
}

function isAuthorized(
  request: IncomingMessage,
  auth: GitServerOptions['auth'],
): boolean {
  if (!auth) {
    return true;
  }
  const expected =
    'bearerToken' in auth
      ? `Bearer ${auth.bearerToken}`
      : `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString(
          'base64',
        )}`;
  return request.headers.authorization === expected;
}

function cgiEnvironment(
  request: IncomingMessage,
  options: GitServerOptions,
): Record<string, string> {
  const url = new URL(request.url ?? '/', 'http://server');
  const header = (name: string) => String(request.headers[name] ?? '');
  return {
    PATH: process.env.PATH ?? '',
    GIT_PROJECT_ROOT: options.root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    // The repositories may belong to another user; they are ours to serve.
    GIT_CONFIG_COUNT: '4',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_CONFIG_KEY_1: 'http.receivepack',
    GIT_CONFIG_VALUE_1: String(options.allowPush ?? false),
    GIT_CONFIG_KEY_2: 'uploadpack.allowReachableSHA1InWant',
    GIT_CONFIG_VALUE_2: String(!options.advertisedOnly),
    GIT_CONFIG_KEY_3: 'uploadpack.allowFilter',
    GIT_CONFIG_VALUE_3: String(options.allowFilter ?? true),
    GIT_PROTOCOL: options.protocol === 0 ? '' : header('git-protocol'),
    REQUEST_METHOD: request.method ?? 'GET',
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: header('content-type'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
  };
}

function pipeBackend(
  request: IncomingMessage,
  response: ServerResponse,
  backend: ChildProcess,
): void {
  const headers = new CgiHeaderParser();
  backend.stdout?.on('data', (chunk: Buffer) => {
    const body = headers.push(chunk);
    if (body === undefined) {
      return;
    }
    if (!response.headersSent) {
      response.writeHead(headers.statusCode, headers.fields);
    }
    if (!response.write(body)) {
      backend.stdout?.pause();
      response.once('drain', () => backend.stdout?.resume());
    }
  });
  backend.on('error', () => response.destroy());
  backend.stdout?.on('end', () => response.end());
  backend.stdin?.on('error', () => undefined); // the backend closed early
  if (backend.stdin) {
    request.pipe(backend.stdin);
  }
  response.on('close', () => backend.kill());
}

/**
 * Serves bare Git repositories over smart HTTP with the `git http-backend` of
 * the installed Git. For development and tests, not for the open network.
 * @throws Error - the port is taken
 */
export async function startGitServer(
  options: GitServerOptions,
): Promise<GitServer> {
  const requests: string[] = [];
  const closing = new AbortController();
  let delayMs = options.delayMs ?? 0;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    if (delayMs > 0) {
      await delay(delayMs, undefined, { signal: closing.signal });
    }
    if (!isAuthorized(request, options.auth)) {
      response
        .writeHead(401, {
          'www-authenticate': 'Basic realm="git"',
          'content-type': 'text/plain',
        })
        .end('Unauthorized\n');
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: cgiEnvironment(request, options),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    pipeBackend(request, response, backend);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.destroy());
  };
  const server: Server = options.tls
    ? createHttpsServer(
        {
          ...options.tls,
          requestCert: options.tls.ca !== undefined,
          rejectUnauthorized: options.tls.ca !== undefined,
        },
        listener,
      )
    : createHttpServer(listener);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}:${port}`,
    requests,
    setDelayMs(value) {
      delayMs = value;
    },
    dropConnections: () => server.closeAllConnections(),
    async stop() {
      closing.abort();
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
