import { createServer as createHttpServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import { createServer as createHttpsServer } from 'https';
import type { AddressInfo } from 'net';
import { refuse, RegistryHandler } from './RegistryHandler';
import type { RegistryBehaviour } from './RegistryHandler';
import { RegistryStore } from './RegistryStore';
import { TokenService } from './TokenService';
import type { RegistryServerAuth } from './TokenService';

/** How {@link startRegistry} serves. */
export interface RegistryServerOptions extends RegistryBehaviour {
  /** Port on 127.0.0.1; 0, the default, picks a free one. */
  readonly port?: number;
  /** Default: everybody may do everything. */
  readonly auth?: RegistryServerAuth;
  /** Serves HTTPS with this key and certificate; asks clients for theirs with `ca`. */
  readonly tls?: {
    readonly key: string;
    readonly cert: string;
    readonly ca?: string;
  };
}

/** Answers instead of the registry. @returns whether it did */
export type RegistryIntercept = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean;

/** A running registry. */
export interface RegistryServer {
  /** `127.0.0.1:34567`. */
  readonly host: string;
  /** Its content. */
  readonly store: RegistryStore;
  /** Requests so far as `METHOD path?query`, oldest first. */
  readonly requests: string[];
  /** Lets requests be answered in another way, or not at all. */
  intercept?: RegistryIntercept;
  /** Ends all tokens that were given out. */
  revokeTokens(): void;
  /** Ends open connections. */
  stop(): Promise<void>;
}

interface Running {
  readonly handler: RegistryHandler;
  readonly tokens?: TokenService;
  readonly origin: string;
}

const READS = ['GET', 'HEAD'];

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { handler, tokens, origin }: Running,
): Promise<void> {
  const url = new URL(request.url ?? '/', origin);
  if (url.pathname === '/token' && tokens) {
    await tokens.answer(request, response);
    return;
  }
  const match =
    /^\/v2\/(.+?)\/(manifests|blobs|tags|referrers)\/(.*)$/.exec(
      decodeURIComponent(url.pathname),
    ) ?? [];
  const [, name = '', kind = '', rest = ''] = match;
  const call = { request, response, url, name, rest };
  const action = READS.includes(request.method ?? '') ? 'pull' : 'push';
  if (tokens && !tokens.isAllowed(request, name, action)) {
    const challenge = tokens.challenge(origin, name, action);
    response.setHeader('www-authenticate', challenge);
    refuse(call, 401, 'UNAUTHORIZED');
    return;
  }
  if (url.pathname === '/v2/') {
    response.writeHead(200).end('{}');
  } else if (kind === 'manifests') {
    await handler.manifests(call);
  } else if (kind === 'blobs' && rest.startsWith('uploads')) {
    await handler.upload(call);
  } else if (kind === 'blobs') {
    handler.blobs(call);
  } else if (kind === 'tags') {
    handler.tags(call);
  } else if (kind === 'referrers') {
    handler.referrers(call);
  } else {
    refuse(call, 404, 'NAME_UNKNOWN');
  }
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
}

/** Starts a registry in this process, for tests and demos. */
export async function startRegistry(
  options: RegistryServerOptions = {},
): Promise<RegistryServer> {
  const { auth, tls, port = 0 } = options;
  const store = new RegistryStore();
  const handler = new RegistryHandler(store, options);
  const tokens = auth && new TokenService(auth);
  const server = tls
    ? createHttpsServer({
        ...tls,
        ...(tls.ca ? { requestCert: true, rejectUnauthorized: true } : {}),
      })
    : createHttpServer();
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `${tls ? 'https' : 'http'}://${host}`;
  const running: RegistryServer = {
    host,
    store,
    requests: [],
    revokeTokens: () => tokens?.revoke(),
    stop: () => close(server),
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    running.requests.push(`${request.method} ${request.url}`);
    if (running.intercept?.(request, response)) return;
    answer(request, response, { handler, tokens, origin }).catch(error => {
      response.writeHead(500).end(String(error));
    });
  });
  return running;
}
