import { createHash, timingSafeEqual } from 'crypto';
import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { pipeline } from 'stream/promises';
import type { ArtifactStore, OpenedFile, StoredFile } from './ArtifactStore';
import { ArtifactError } from './errors';

/** Where an {@link ArtifactServer} listens: `:9090`, `127.0.0.1:0`. */
interface ArtifactServerOptions {
  readonly store: Pick<ArtifactStore, 'list' | 'open' | 'stat'>;
  readonly address: string;
  /** Whether directories are listed. Default false. */
  readonly isListed?: boolean;
  /** What requests have to carry as `Authorization: Bearer …`. Default: nothing. */
  readonly token?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  gz: 'application/gzip',
  tgz: 'application/gzip',
  yaml: 'application/yaml',
};

/** Splits `host:port`; an empty host listens on every address. */
export function parseAddress(address: string): { host?: string; port: number } {
  const match = /^(.*):(\d{1,5})$/.exec(address);
  if (!match || Number(match[2]) > 65535) {
    throw new ArtifactError(
      'unavailable',
      `'${address}' is no address to listen on; use host:port`,
    );
  }
  const host = match[1].replace(/^\[(.*)\]$/, '$1');
  return { port: Number(match[2]), ...(host ? { host } : {}) };
}

/** Whether nothing has this path, as far as a client is concerned. */
function isAbsent(error: unknown): boolean {
  const { name, code } = error as ArtifactError;
  return name === 'ArtifactError' && code !== 'unavailable';
}

/** Path of the store in a URL; one that no file has where it is malformed. */
function pathOf(url: string): string {
  try {
    const { pathname } = new URL(url, 'http://store');
    return decodeURIComponent(pathname).replace(/^\/+/, '');
  } catch {
    return '\0';
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in a time that depends on neither text. */
function isAuthorized(
  { headers }: IncomingMessage,
  token: string | undefined,
): boolean {
  if (token === undefined) return true;
  const given = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return timingSafeEqual(sha256(given ?? ''), sha256(token));
}

/** A line of text as the whole answer. */
function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const type = 'text/plain; charset=utf-8';
  response.writeHead(status, { ...headers, 'content-type': type }).end(text);
}

/**
 * Serves the store over HTTP, for reading: without signing in, where what is
 * inside is protected by the cluster's network policies, as with Flux, or to
 * those who have the token. Whoever can't list has to know a path to read it;
 * unknown paths are 404, and 503 is a store that fails.
 */
export class ArtifactServer {
  private readonly server: Server;

  private constructor(private readonly options: ArtifactServerOptions) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else answerText(response, 503, 'the artifact store fails\n');
      });
    });
  }

  /** @throws Error - the address is taken */
  static async start(options: ArtifactServerOptions): Promise<ArtifactServer> {
    const started = new ArtifactServer(options);
    const { host, port } = parseAddress(options.address);
    await new Promise<void>((resolve, reject) => {
      started.server.once('error', reject);
      started.server.listen(port, host, () => {
        started.server.off('error', reject);
        resolve();
      });
    });
    return started;
  }

  /** `host:port` under which this machine reaches the server. */
  get address(): string {
    const { address, port, family } = this.server.address() as AddressInfo;
    if (address === '::' || address === '0.0.0.0') {
      return `127.0.0.1:${port}`;
    }
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>(resolve => this.server.close(() => resolve()));
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') {
      answerText(response, 405, 'method not allowed\n', {
        allow: 'GET, HEAD',
      });
    } else if (!isAuthorized(request, this.options.token)) {
      answerText(response, 401, 'unauthorized\n', {
        'www-authenticate': 'Bearer',
      });
    } else await this.serve(request, response);
  }

  private async serve(
    { method, url = '/' }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const path = pathOf(url);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = method === 'HEAD' ? undefined : gone.signal;
    const found = await this.find(path, signal);
    if (found?.kind === 'file') await this.send(path, found, response);
    else if (found && this.options.isListed) await this.list(path, response);
    else answerText(response, 404, '404 page not found\n');
  }

  /**
   * The file with its bytes, or only what is known of it.
   * @param signal - ends reading; undefined: no bytes are asked for
   */
  private async find(
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<StoredFile | OpenedFile | undefined> {
    const { store } = this.options;
    try {
      if (signal) return await store.open(path, signal);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
    try {
      const found = await store.stat(path);
      return !signal || found?.kind === 'directory' ? found : undefined;
    } catch (error) {
      if (!isAbsent(error)) throw error;
      return undefined;
    }
  }

  private async send(
    path: string,
    found: StoredFile | OpenedFile,
    response: ServerResponse,
  ): Promise<void> {
    response.writeHead(200, {
      'content-type':
        TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream',
      'content-length': found.sizeBytes,
      'last-modified': new Date(found.modifiedMs).toUTCString(),
    });
    if ('stream' in found) await pipeline(found.stream, response);
    else response.end();
  }

  private async list(path: string, response: ServerResponse): Promise<void> {
    const names = await this.options.store.list(path);
    const lines = names.map(
      name =>
        `<a href="${encodeURIComponent(name).replace('%2F', '/')}">${escapeHtml(
          name,
        )}</a>\n`,
    );
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`<pre>\n${lines.join('')}</pre>\n`);
  }
}
