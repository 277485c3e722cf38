/** The real helm on a cluster of its own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { Bench } from '../../../../../benchmarks/kube/Bench.mjs';
import { load } from '../../../../../benchmarks/load.mjs';
import { ClusterReader } from '../../../../../packages/cli/scripts/helm-actions/cluster.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { newSince, takeSnapshot } from './snapshot.mjs';

const MAX_BYTES = 64 * 1024 * 1024;
const POLL_MS = 250;
const TRIES = 40;
const sleep = ms => new Promise(done => setTimeout(done, ms));
const isGoing = ({ metadata }) => metadata.deletionTimestamp !== undefined;
const SIMULATOR = new URL(
  '../../../../../packages/devcluster/src/simulator/startPodSimulator.ts',
  import.meta.url,
);

export class HelmSide {
  bench = new Bench();
  #simulation = new AbortController();

  static async start({ helm, apiServerFlags, timeout }) {
    const side = new HelmSide();
    side.helm = helm;
    side.timeout = timeout;
    const options = { apiServerFlags };
    side.kubeconfig = await side.bench.startCluster('control-plane', options);
    side.client = await side.bench.connect(side.kubeconfig);
    side.reader = new ClusterReader(side.kubeconfig);
    const { startPodSimulator } = await load(SIMULATOR.pathname);
    side.simulation = startPodSimulator({
      kubeconfig: readFileSync(side.kubeconfig, 'utf8'),
      signal: side.#simulation.signal,
    });
    return side;
  }

  /** @returns the error of helm, without warnings; undefined after success */
  async run(namespace, ...args) {
    try {
      await promisify(execFile)(this.helm, [...args, '-n', namespace], {
        maxBuffer: MAX_BYTES,
        env: {
          ...process.env,
          KUBECONFIG: this.kubeconfig,
          HELM_CACHE_HOME: join(this.bench.work, 'cache'),
        },
      });
      return undefined;
    } catch (error) {
      const lines = String(error.stderr ?? error).split('\n');
      return lines.filter(line => /^Error/.test(line)).join(' ') || lines[0];
    }
  }

  act(action, chart, namespace, valuesFile) {
    return this.run(
      namespace,
      ...[action, chart.name, chart.file, '-f', valuesFile],
      ...['--wait', '--timeout', this.timeout],
    );
  }

  /** Installs, upgrades and uninstalls; the objects after each. */
  async play(versions, namespace, valuesFile) {
    await this.client.create({
      ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    });
    const before = await takeSnapshot(this.reader);
    const result = { errors: {}, objects: {} };
    const [older, newer] = versions;
    for (const [step, chart] of [
      ['install', older],
      ['upgrade', newer],
    ]) {
      result.errors[step] = await this.act(step, chart, namespace, valuesFile);
      const after = await takeSnapshot(this.reader);
      result.objects[step] = newSince(before, after);
      if (result.errors[step]) break;
    }
    // With --wait, Helm 4.2 sits out its timeout when all is gone before it looks.
    result.errors.uninstall = await this.run(
      namespace,
      'uninstall',
      older.name,
    );
    let left = newSince(before, await takeSnapshot(this.reader));
    for (
      let tries = 0;
      [...left.values()].some(isGoing) && tries < TRIES;
      tries++
    ) {
      await sleep(POLL_MS);
      left = newSince(before, await takeSnapshot(this.reader));
    }
    result.objects.uninstall = left;
    return result;
  }

  async close() {
    this.#simulation.abort();
    await this.simulation;
    this.reader.close();
    await this.bench.close();
  }
}
