/**
 * What the sources of a run read: Git repositories and Helm repositories, each
 * behind a server that counts the bytes that it sends and takes.
 */
import { randomFillSync } from 'node:crypto';
import { createReadStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { git } from '../kube/Bench.mjs';

const listen = server =>
  new Promise(done =>
    server.listen(0, '127.0.0.1', () => done(server.address().port)),
  );

/** A TCP server in front of another one. */
class CountingProxy {
  bytes = 0;
  #sockets = new Set();
  #server = createServer(socket => this.#join(socket));

  constructor(port) {
    this.target = port;
  }

  async start() {
    this.port = await listen(this.#server);
    return this;
  }

  #join(socket) {
    const upstream = connect(this.target, '127.0.0.1');
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ]) {
      this.#sockets.add(from);
      from.on('data', data => {
        this.bytes += data.length;
      });
      from.on('error', () => to.destroy());
      from.on('close', () => this.#sockets.delete(from));
      from.pipe(to);
    }
  }

  stop() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** Serves the files of a folder, with their length. */
async function serveFiles(folder) {
  const server = createHttpServer((request, response) => {
    const file = join(
      folder,
      new URL(request.url, 'http://localhost').pathname,
    );
    const found = statSync(file, { throwIfNoEntry: false });
    if (found) {
      response.writeHead(200, { 'content-length': found.size });
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  return { server, port: await listen(server) };
}

/** An index.yaml of about `bytes` bytes, a chart with 50 versions at a time. */
function indexOf(bytes) {
  const lines = ['apiVersion: v1', 'entries:'];
  let size = 0;
  const add = line => {
    lines.push(line);
    size += line.length + 1;
  };
  for (let chart = 0; size < bytes; chart++) {
    add(`  chart-${chart}:`);
    for (let version = 50; version > 0; version--) {
      const digest = `${chart}${version}`.padStart(64, '0');
      add('  - apiVersion: v2');
      add(`    appVersion: 1.${version}.0`);
      add(
        `    created: "2026-01-02T03:04:${String(version).padStart(
          2,
          '0',
        )}.1Z"`,
      );
      add(`    description: A chart that stands for chart number ${chart}`);
      add(`    digest: ${digest}`);
      add('    home: https://example.com/charts');
      add('    keywords:');
      add('    - service');
      add(`    - group-${chart % 17}`);
      add('    maintainers:');
      add('    - email: team@example.com');
      add(`      name: team-${chart % 31}`);
      add(`    name: chart-${chart}`);
      add('    urls:');
      add(`    - https://example.com/chart-${chart}-1.${version}.0.tgz`);
      add(`    version: 1.${version}.0`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A repository of `bytes` bytes that no compression makes smaller. */
function makeLargeRepository(bench, bytes, count) {
  const tree = join(bench.work, 'large');
  mkdirSync(tree);
  for (let index = 0; index < count; index++) {
    const content = randomFillSync(Buffer.alloc(bytes / count));
    writeFileSync(join(tree, `blob-${index}.bin`), content);
  }
  git(tree, 'init', '-b', 'main');
  git(tree, 'add', '.');
  git(tree, 'commit', '-m', 'large');
  git(tree, 'clone', '--bare', tree, join(bench.work, 'repos/large.git'));
}

/** Servers of one run; `bytes` counts what has gone through all of them. */
export class SourceServers {
  #stops = [];
  #proxies = [];

  /** @param bench - starts the Git server and owns the folder */
  static async start(bench) {
    const servers = new SourceServers();
    const { url } = await bench.serveRepository(tree =>
      writeFileSync(join(tree, 'a.yaml'), 'kind: ConfigMap\n'),
    );
    makeLargeRepository(bench, 100_000_000, 20);
    const charts = join(bench.work, 'charts');
    for (const [name, bytes] of [
      ['small', 20_000],
      ['large', 40_000_000],
    ]) {
      mkdirSync(join(charts, name), { recursive: true });
      writeFileSync(join(charts, name, 'index.yaml'), indexOf(bytes));
    }
    const { server, port } = await serveFiles(charts);
    servers.#stops.push(() => server.close());
    servers.git = await servers.#proxy(Number(new URL(url).port));
    servers.helm = await servers.#proxy(port);
    return servers;
  }

  async #proxy(target) {
    const proxy = await new CountingProxy(target).start();
    this.#proxies.push(proxy);
    this.#stops.push(() => proxy.stop());
    return `http://127.0.0.1:${proxy.port}`;
  }

  get bytes() {
    return this.#proxies.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  stop() {
    for (const stop of this.#stops) stop();
  }
}
