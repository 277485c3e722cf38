/**
 * What the benchmarks of the controllers stand on: a cluster, a Git server and
 * `gitops controllers`, each a process of its own, and a client.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../load.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const cli = join(root, 'scripts/gitops.mjs');

export const GIT_REPOSITORY = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
export const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};

/** Output of a program that is kept for when it fails. */
const LAST_LINES = 20;

export const sleep = ms => new Promise(done => setTimeout(done, ms));

/** Does a task for each item, some at once. */
export async function inParallel(items, limit, task) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: limit }, async () => {
      while (queue.length > 0) await task(queue.shift());
    }),
  );
}

/** Runs git in a directory and returns what it prints. */
export function git(directory, ...args) {
  return execFileSync(
    'git',
    ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args],
    {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
}

async function freePort() {
  const server = createServer();
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

/** The processes and files of one run; `close` ends and removes them. */
export class Bench {
  #closers = [];
  /** A folder for the files of the run. */
  work = mkdtempSync(join(tmpdir(), 'gitops-bench-'));

  /** Starts a command of `gitops`; its last lines are shown when it fails. */
  start(...args) {
    return this.#spawn([cli, ...args], args[0]);
  }

  #spawn(nodeArgs, name) {
    return this.run(process.execPath, nodeArgs, { name: `gitops ${name}` });
  }

  /**
   * Starts a program; its last lines are shown when it fails.
   * @param name - for messages
   * @param env - variables besides those of this process
   */
  run(command, args, { name, env = {} }) {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', data => {
        lines.push(String(data));
        lines.splice(0, lines.length - LAST_LINES);
      });
    }
    this.#closers.push(() => this.stop(child));
    child.once('exit', code => {
      if (code) {
        process.stderr.write(`${name} ended with ${code}\n${lines.join('')}`);
      }
    });
    return child;
  }

  /** Ends a program that was started here, if it still runs. */
  async stop(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise(done => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  }

  /**
   * @param cluster - `control-plane` (needs Go) or `devcluster`
   * @param apiServerFlags - further flags of the API server of `control-plane`
   * @returns the path of its kubeconfig
   */
  async startCluster(cluster, { apiServerFlags } = {}) {
    if (cluster === 'devcluster') {
      const kubeconfig = join(this.work, 'kubeconfig');
      const port = String(await freePort());
      this.start('devcluster', '--port', port, '--kubeconfig', kubeconfig);
      return kubeconfig;
    }
    const { startControlPlane } = await import(
      '../../test/control-plane/controlPlane.mjs'
    );
    const plane = await startControlPlane({
      apiServerFlags,
      log: line => process.stdout.write(`${line}\n`),
    });
    this.#closers.push(() => plane.stop());
    return plane.kubeconfig;
  }

  /** A client without a limit that counts, once the cluster answers. */
  async connect(kubeconfig) {
    const { KubeClient } = await load(join(root, 'packages/kube/src/index.ts'));
    const { KubeConfig } = await import('@kubernetes/client-node');
    for (let attempt = 1; ; attempt++) {
      try {
        const config = new KubeConfig();
        config.loadFromFile(kubeconfig);
        const limits = { qps: 1000, burst: 1000 };
        const client = KubeClient.fromKubeConfig(config, limits);
        await client.list({ apiVersion: 'v1', kind: 'Namespace' }, {});
        this.#closers.push(() => client.close());
        return client;
      } catch (error) {
        if (attempt === 240) throw error;
        await sleep(250);
      }
    }
  }

  /** Writes the custom resource definitions and access rules. */
  install(kubeconfig) {
    execFileSync(process.execPath, [
      cli,
      'install',
      '--kubeconfig',
      kubeconfig,
    ]);
  }

  /**
   * Starts the controllers; their artifacts are in the folder of the run.
   * @param flags - further flags of theirs
   * @param nodeFlags - flags of Node.js
   */
  startControllers(kubeconfig, flags = [], nodeFlags = []) {
    const storage = join(this.work, 'artifacts');
    const own = ['--kubeconfig', kubeconfig, '--storage-path', storage];
    const args = [...nodeFlags, cli, 'controllers', ...own, ...flags];
    return this.#spawn(args, 'controllers');
  }

  /**
   * A repository over http.
   * @param write - writes the first content into the work tree
   * @returns `url`, the work tree and `push`, which commits everything and
   *   returns the revision
   */
  async serveRepository(write) {
    const tree = join(this.work, 'tree');
    const repositories = join(this.work, 'repos');
    const bare = join(repositories, 'plain.git');
    mkdirSync(tree);
    mkdirSync(repositories);
    git(tree, 'init', '-b', 'main');
    git(repositories, 'init', '--bare', '-b', 'main', bare);
    const push = () => {
      git(tree, 'add', '.');
      git(tree, 'commit', '-m', 'change');
      git(tree, 'push', bare, 'main');
      return `main@sha1:${git(tree, 'rev-parse', 'HEAD').trim()}`;
    };
    write(tree);
    push();
    const port = String(await freePort());
    this.start('git-server', '--root', repositories, '--port', port);
    return { tree, push, url: `http://127.0.0.1:${port}/plain.git` };
  }

  /** Runs a benchmark, ends what it has started, and the process with it. */
  async runToEnd(main) {
    let code = 0;
    try {
      await main();
    } catch (error) {
      process.stderr.write(`${error.stack ?? error}\n`);
      code = 1;
    }
    await this.close();
    process.exit(code);
  }

  async close() {
    for (const close of this.#closers.reverse()) await close();
    rmSync(this.work, { recursive: true, force: true });
  }
}
