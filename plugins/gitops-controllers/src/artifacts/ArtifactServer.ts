import { createReadStream } from 'fs';
import { readdir, stat } from 'fs/promises';
import { createServer } from 'http';
import type { IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { pipeline } from 'stream/promises';
import type { ArtifactStore } from './ArtifactStore';
import { ArtifactError } from './errors';

/** Where an {@link ArtifactServer} listens: `:9090`, `127.0.0.1:0`. */
export interface ArtifactServerOptions {
  readonly store: Pick<ArtifactStore, 'fileOf'>;
  readonly address: string;
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

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}

/**
 * Serves the store over HTTP, for reading, without signing in: what is inside
 * is protected by the cluster's network policies, as with Flux. Directories are
 * listed; unknown paths are 404.
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
    const file = this.fileOf(request.url ?? '/');
    const found = file && (await stat(file).catch(() => undefined));
    if (!file || !found) {
      response
        .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        .end('404 page not found\n');
    } else if (found.isDirectory()) {
      await this.list(file, response);
    } else {
      response.writeHead(200, {
        'content-type':
          TYPES[file.split('.').pop() ?? ''] ?? 'application/octet-stream',
        'content-length': found.size,
        'last-modified': found.mtime.toUTCString(),
      });
      if (request.method === 'HEAD') {
        response.end();
      } else {
        await pipeline(createReadStream(file), response);
      }
    }
  }

  private fileOf(url: string): string | undefined {
    try {
      const { pathname } = new URL(url, 'http://store');
      const path = decodeURIComponent(pathname).replace(/^\/+/, '');
      return path.includes('\0') ? undefined : this.options.store.fileOf(path);
    } catch {
      return undefined;
    }
  }

  private async list(
    directory: string,
    response: ServerResponse,
  ): Promise<void> {
    const entries = await readdir(directory, { withFileTypes: true });
    const lines = entries
      .map(entry => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort()
      .map(
        name =>
          `<a href="${encodeURIComponent(name).replace(
            '%2F',
            '/',
          )}">${escapeHtml(name)}</a>\n`,
      );
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`<pre>\n${lines.join('')}</pre>\n`);
  }
}
