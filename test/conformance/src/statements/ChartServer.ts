import { createHash } from 'crypto';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { packFiles } from './packFiles';

/** Files of a chart by their path below its folder. */
type ChartFiles = Readonly<Record<string, string>>;

/** A version in an index. */
interface Entry {
  readonly name: string;
  readonly version: string;
  readonly created?: string;
  readonly files?: ChartFiles;
}

/** The files of a chart. */
export function chartFiles(
  name: string,
  version: string,
  more: ChartFiles = {},
): ChartFiles {
  return {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    'values.yaml': 'replicas: 1\n',
    'templates/a.yaml': 'kind: A\n',
    ...more,
  };
}

/** Files below a folder. */
export const below = (folder: string, files: ChartFiles): ChartFiles =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]),
  );

/** Chart repositories on loopback, for one case. */
export class ChartServer {
  /** Answers by path. */
  readonly pages = new Map<string, Buffer | string>();
  /** Paths that were asked for, with the credentials. */
  readonly requests: string[] = [];
  /** Authorization that every page needs. */
  authorization?: string;
  readonly #server = createServer(({ headers, url = '' }, response) => {
    const { authorization = '' } = headers;
    this.requests.push(`${url} ${authorization}`.trim());
    const page = this.pages.get(url);
    if (this.authorization && authorization !== this.authorization) {
      response.writeHead(401).end();
    } else if (page === undefined) response.writeHead(404).end();
    else response.end(page);
  });

  /** Calls `work` while a server runs. */
  static async use(work: (server: ChartServer) => Promise<void>) {
    const server = new ChartServer();
    await new Promise<void>(resolve =>
      server.#server.listen(0, '127.0.0.1', resolve),
    );
    try {
      await work(server);
    } finally {
      server.#server.closeAllConnections();
      await new Promise(resolve => server.#server.close(resolve));
    }
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Serves charts below a path, with their index. */
  serve(path: string, entries: readonly Entry[]): void {
    const items = entries.map(entry => this.#serveOne(path, entry));
    const names = [...new Set(entries.map(({ name }) => name))];
    const text = names.map(
      name =>
        `  ${name}:\n${items
          .filter((_, index) => entries[index].name === name)
          .join('')}`,
    );
    this.pages.set(
      `${path}/index.yaml`,
      `apiVersion: v1\nentries:\n${text.join('')}`,
    );
  }

  #serveOne(path: string, { name, version, created, files }: Entry): string {
    const archive = packFiles(
      below(name, files ?? chartFiles(name, version)),
      0o644,
    );
    const file = `${name}-${version}.tgz`;
    this.pages.set(`${path}/${file}`, archive);
    const digest = createHash('sha256').update(archive).digest('hex');
    const time = created ? `    created: "${created}"\n` : '';
    return `  - name: ${name}\n    version: ${version}\n    urls: [${file}]\n    digest: ${digest}\n${time}`;
  }
}
