/**
 * What a comparison of HelmReleases stands on: a real API server with a pod
 * simulator, servers of charts, Flux's source-controller, and one
 * helm-controller at a time: Flux's or ours.
 */
import { mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { Bench } from '../../../../benchmarks/kube/Bench.mjs';
import { load } from '../../../../benchmarks/load.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const cli = join(root, 'scripts/gitops.mjs');
const SOURCES = 'sources';
const SOURCE_VERSION = 'source.toolkit.fluxcd.io/v1';

async function freeAddress() {
  const server = createServer();
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return `127.0.0.1:${port}`;
}

/** Cluster, servers and programs of one side; `close` ends them. */
export class Stage {
  bench = new Bench();
  #simulation = new AbortController();
  #closers = [];

  /**
   * @param programs - `helmController`, `sourceController` and, if wanted,
   *   `kustomizeController`, files of Flux; without the second ours reads
   *   sources itself
   * @param cluster - default `control-plane`, which needs Go
   * @param charts - what the servers have
   * @param apiServerFlags - further flags of the API server of `control-plane`
   * @param logs - folder of the programs' logs; default: dropped with the stage
   */
  static async start({
    programs = {},
    charts,
    logs,
    cluster = 'control-plane',
    apiServerFlags,
  }) {
    const stage = new Stage();
    try {
      await stage.#start({ programs, charts, logs, cluster, apiServerFlags });
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async #start({ programs, charts, logs, cluster, apiServerFlags }) {
    this.programs = programs;
    this.logs = logs ?? join(this.bench.work, 'logs');
    mkdirSync(this.logs, { recursive: true });
    const { ChartServers } = await load(join(here, 'servers.ts'));
    this.servers = await ChartServers.start(charts);
    this.#closers.push(() => this.servers.stop());
    this.kubeconfig = await this.bench.startCluster(cluster, {
      apiServerFlags,
    });
    this.client = await this.bench.connect(this.kubeconfig);
    this.bench.install(this.kubeconfig);
    // The embedded API server has a simulator of its own.
    if (cluster === 'control-plane') await this.#simulatePods();
    await this.#createSources();
    if (programs.sourceController) await this.#startSourceController();
  }

  async #simulatePods() {
    const { startPodSimulator } = await load(
      join(root, 'packages/devcluster/src/simulator/startPodSimulator.ts'),
    );
    const kubeconfig = readFileSync(this.kubeconfig, 'utf8');
    const { signal } = this.#simulation;
    const ended = startPodSimulator({ kubeconfig, signal });
    this.#closers.push(async () => {
      this.#simulation.abort();
      await ended;
    });
  }

  /** Creates a namespace. */
  createNamespace(name) {
    const metadata = { name };
    return this.client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata,
    });
  }

  async #createSources() {
    await this.createNamespace(SOURCES);
    const { http, git, registry } = this.servers;
    const create = (kind, name, spec) =>
      this.client.create({
        ...{ apiVersion: SOURCE_VERSION, kind },
        metadata: { name, namespace: SOURCES },
        spec: { interval: '1h', ...spec },
      });
    await create('HelmRepository', 'http', { url: http });
    await create('HelmRepository', 'oci', {
      ...{ type: 'oci', url: `oci://${registry}/charts`, insecure: true },
    });
    await create('GitRepository', 'git', { url: git, ref: { branch: 'main' } });
  }

  /** Reference to a source that charts are read from. */
  sourceRef(source) {
    const kind = source === 'git' ? 'GitRepository' : 'HelmRepository';
    return { kind, name: source, namespace: SOURCES };
  }

  /**
   * Starts a program that writes its log into a file.
   * @param withChannel - it talks to this process over an IPC channel
   */
  run(name, command, args, { withChannel = false } = {}) {
    const output = openSync(join(this.logs, `${name}.log`), 'a');
    const child = spawn(command, args, {
      stdio: ['ignore', output, output, ...(withChannel ? ['ipc'] : [])],
      env: {
        ...process.env,
        ...{ KUBECONFIG: this.kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
      },
    });
    this.#closers.push(() => this.bench.stop(child));
    return child;
  }

  async #fluxArgs() {
    return [
      ...['--events-addr=', '--enable-leader-election=false'],
      `--metrics-addr=${await freeAddress()}`,
      `--health-addr=${await freeAddress()}`,
    ];
  }

  async #startSourceController() {
    const address = await freeAddress();
    this.artifacts = address;
    this.run('source-controller', this.programs.sourceController, [
      ...(await this.#fluxArgs()),
      `--storage-path=${mkdtempSync(join(this.bench.work, 'artifacts-'))}`,
      `--storage-addr=${address}`,
      `--storage-adv-addr=${address}`,
      '--concurrent=8',
    ]);
  }

  /** Starts Flux's helm-controller, and its kustomize-controller where there is one. */
  async startFlux(flags = []) {
    const { kustomizeController } = this.programs;
    if (kustomizeController) {
      const args = await this.#fluxArgs();
      this.run('kustomize-controller', kustomizeController, args);
    }
    return this.run('helm-controller', this.programs.helmController, [
      ...(await this.#fluxArgs()),
      ...flags,
    ]);
  }

  /**
   * Starts our controllers: of HelmReleases alone where Flux's reads the sources.
   * @param preload - module that `node` loads first; it gets an IPC channel
   * @param components - default: what Flux's programs do not do already
   */
  async startOurs(flags = [], { preload, components } = {}) {
    const own =
      components ??
      (this.programs.sourceController
        ? 'helm-controller'
        : 'source-controller,helm-controller');
    const args = [
      ...(preload ? ['--import', preload] : []),
      ...[cli, 'controllers', '--kubeconfig', this.kubeconfig],
      ...[`--components=${own}`, '--enable-leader-election=false'],
      ...['--storage-path', join(this.bench.work, 'own-artifacts')],
      ...flags,
    ];
    const withChannel = preload !== undefined;
    return this.run('ours', process.execPath, args, { withChannel });
  }

  /** Host and port of the API server, as it stands in messages. */
  apiHost() {
    const text = readFileSync(this.kubeconfig, 'utf8');
    return new URL(/server: (.*)/.exec(text)[1]).host;
  }

  /** Starts a helm-controller by its side: `flux` or `ours`. */
  startSide(side, flags, options) {
    return side === 'flux'
      ? this.startFlux(flags)
      : this.startOurs(flags, options);
  }

  /** Ends a program that this stage has started. */
  stop(child) {
    return this.bench.stop(child);
  }

  async close() {
    for (const close of this.#closers.reverse()) {
      await close().catch(error => process.stderr.write(`${error}\n`));
    }
    await this.bench.close();
  }
}
