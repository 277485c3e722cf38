import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { pipeline } from 'stream/promises';
import type { ArtifactStore, StoredFile } from './ArtifactStore';
import { ArtifactError } from './errors';

/** Where an {@link ArtifactServer} listens: `:9090`, `127.0.0.1:0`. */
interface ArtifactServerOptions {
  readonly store: Pick<ArtifactStore, 'list' | 'open' | 'stat'>;
  readonly address: string;
  /** Whether directories are listed. Default false. */
  readonly isListed?: boolean;
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

/**
 * Serves the store over HTTP, for reading, without signing in: what is inside
 * is protected by the cluster's network policies, as with Flux. Whoever can't
 * list has to know a path to read it; unknown paths are 404.
 */
export class ArtifactServer {
  private readonly server: Server;

  private constructor(private readonly options: ArtifactServerOptions) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
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
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const path = pathOf(request.url ?? '/');
    const found = await this.find(path);
    if (found?.kind === 'directory' && this.options.isListed) {
      await this.list(path, response);
    } else if (found?.kind === 'file') {
      await this.send(path, found, request, response);
    } else {
      response
        .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        .end('404 page not found\n');
    }
  }

  private async find(path: string): Promise<StoredFile | undefined> {
    try {
      return await this.options.store.stat(path);
    } catch (error) {
      if (error instanceof ArtifactError) return undefined;
      throw error;
    }
  }

  private async send(
    path: string,
    found: StoredFile,
    { method }: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    // The opened file may be a newer one, whose size counts.
    const opened =
      method === 'HEAD' ? undefined : await this.options.store.open(path);
    const { sizeBytes, modifiedMs } = opened ?? found;
    response.writeHead(200, {
      'content-type':
        TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream',
      'content-length': sizeBytes,
      'last-modified': new Date(modifiedMs).toUTCString(),
    });
    if (opened) {
      await pipeline(opened.stream, response);
    } else {
      response.end();
    }
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
