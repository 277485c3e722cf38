#!/usr/bin/env node
/**
 * The helm controllers beside Flux's own, in one run: many HelmReleases of a
 * chart of one GitRepository from their creation until they are Ready, the same
 * ones asked for again, some upgraded at once, and many more of them. Each
 * program has a cluster of its own; both read charts through Flux's
 * source-controller, which is not counted.
 *
 *   node benchmarks/helm/controllers.mjs --source-controller FILE
 *     [--helm-controller FILE] [--sides flux,ours] [--count 100]
 *     [--upgraded 300] [--total 1000] [--concurrent 4]
 *     [--phases create,unchanged,interval,upgrade,total] [--interval 30s]
 *     [--chart web] [--flag=--kube-api-qps=500 ...] [--requests]
 *
 * FILEs are programs of Flux. The cluster is test/control-plane (needs Go) with
 * the pod simulator. Prints a line of JSON for each phase: seconds, CPU-seconds
 * and peak resident memory of the controller, and the machine's load; of ours
 * also how late its event loop was and, with `--requests`, how many requests
 * of which sort it sent for each release. `interval` counts what two intervals
 * of unchanged releases cost. A `--flag` is given to both programs.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { makeCharts } from '../../plugins/gitops-controllers/scripts/helm/charts.mjs';
import { HELM_RELEASE } from '../../plugins/gitops-controllers/scripts/helm/Player.mjs';
import { Stage } from '../../plugins/gitops-controllers/scripts/helm/Stage.mjs';
import { inParallel, sleep } from '../kube/Bench.mjs';
import { usageOf } from '../usage.mjs';

const { values } = parseArgs({
  options: {
    'helm-controller': { type: 'string' },
    'source-controller': { type: 'string' },
    sides: { type: 'string' },
    count: { type: 'string', default: '100' },
    upgraded: { type: 'string', default: '300' },
    total: { type: 'string', default: '1000' },
    concurrent: { type: 'string', default: '4' },
    interval: { type: 'string', default: '1h' },
    chart: { type: 'string', default: 'web' },
    flag: { type: 'string', multiple: true, default: [] },
    requests: { type: 'boolean', default: false },
    phases: { type: 'string', default: 'create,unchanged,upgrade,total' },
  },
});
const NAMESPACE = 'bench';
const REQUESTED = 'reconcile.fluxcd.io/requestedAt';
const WRITERS = 16;
const PROBE = new URL('../probe.mjs', import.meta.url).href;

const isReady = ({ status, metadata }) =>
  status?.observedGeneration === metadata.generation &&
  status.conditions?.some(c => c.type === 'Ready' && c.status === 'True');

/** Requests by their sort, the most frequent first. */
function perRelease(requests, count) {
  const each = Object.entries(requests)
    .sort(([, a], [, b]) => b - a)
    .map(([sort, times]) => [sort, Number((times / count).toFixed(2))]);
  const all = each.reduce((sum, [, times]) => sum + times, 0);
  return { all: Number(all.toFixed(1)), ...Object.fromEntries(each) };
}

/** One program on a cluster of its own. */
class Run {
  #count = 0;
  #seen = new Map();
  #stop = new AbortController();

  static async start(side) {
    const run = new Run();
    run.side = side;
    run.stage = await Stage.start({
      programs: {
        helmController: values['helm-controller'],
        sourceController: values['source-controller'],
      },
      charts: makeCharts(),
    });
    await run.stage.createNamespace(NAMESPACE);
    const { signal } = run.#stop;
    run.#follow(signal).catch(error => {
      if (!signal.aborted) throw error;
    });
    const flags = [`--concurrent=${values.concurrent}`, ...values.flag];
    run.child = await run.stage.startSide(side, flags, { preload: PROBE });
    await sleep(8000); // it has read the cluster
    return run;
  }

  get #client() {
    return this.stage.client;
  }

  get #names() {
    return Array.from({ length: this.#count }, (_, index) => `r-${index}`);
  }

  /** Takes over a state unless a later one is known. */
  #take(object) {
    const { name, resourceVersion } = object.metadata;
    const known = this.#seen.get(name)?.metadata.resourceVersion ?? 0;
    if (BigInt(known) < BigInt(resourceVersion)) this.#seen.set(name, object);
  }

  /** Follows all of them: lists again and again would be work for the API server. */
  async #follow(signal) {
    const options = { namespace: NAMESPACE, signal };
    while (!signal.aborted) {
      const { items, metadata } = await this.#client.listAll(
        HELM_RELEASE,
        options,
      );
      for (const item of items) this.#take(item);
      const { resourceVersion } = metadata;
      const events = this.#client.watch(HELM_RELEASE, {
        ...options,
        resourceVersion,
      });
      for await (const { type, object } of events) {
        if (type !== 'BOOKMARK') this.#take(object);
      }
    }
  }

  async #until(isDone) {
    const all = () => [...this.#seen.values()];
    while (this.#seen.size < this.#count || !all().every(isDone)) {
      await sleep(20);
    }
  }

  /** Creates further ones until there are so many, and waits for all of them. */
  async growTo(count) {
    const missing = Array.from(
      { length: count - this.#count },
      (_, index) => `r-${this.#count + index}`,
    );
    this.#count = count;
    const sourceRef = this.stage.sourceRef('git');
    await inParallel(missing, WRITERS, name =>
      this.#client.create({
        ...HELM_RELEASE,
        metadata: { name, namespace: NAMESPACE },
        spec: {
          interval: values.interval,
          chart: { spec: { chart: `./${values.chart}-1.0.0`, sourceRef } },
          // The API server has addresses for 254 Services.
          values: { color: 'blue', clusterIP: 'None' },
        },
      }),
    );
    await this.#until(isReady);
    return missing.length;
  }

  async #patchAll(patch, isDone) {
    await inParallel(this.#names, WRITERS, async name => {
      const key = { name, namespace: NAMESPACE };
      this.#take(await this.#client.patch(HELM_RELEASE, key, patch));
    });
    await this.#until(isDone);
    return this.#count;
  }

  /** Asks for all of them, with nothing changed. */
  askAll() {
    const asked = `${Date.now()}`;
    return this.#patchAll(
      { metadata: { annotations: { [REQUESTED]: asked } } },
      ({ status }) => status?.lastHandledReconcileAt === asked,
    );
  }

  /** Gives all of them other values. */
  upgradeAll() {
    const color = `red-${Date.now()}`;
    return this.#patchAll({ spec: { values: { color } } }, isReady);
  }

  /** Lets two intervals of seconds pass. */
  async letPass() {
    await sleep(2 * 1000 * Number.parseFloat(values.interval));
    return this.#count;
  }

  /** What the probe in our program has seen since the last reset. */
  async #probe() {
    if (!this.child.connected) return {};
    this.child.send('read');
    const [{ loop, requests, memory }] = await once(this.child, 'message');
    return { loop, memory, requests };
  }

  /** Measures some work of the controller and prints it. */
  async measure(phase, work) {
    if (this.child.connected) this.child.send('reset');
    // The highest resident memory counts from here on.
    writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
    const before = usageOf(this.child.pid);
    const started = performance.now();
    const count = await work();
    const seconds = (performance.now() - started) / 1000;
    // What is written behind the last status, such as events.
    await sleep(1000);
    const after = usageOf(this.child.pid);
    const { loop, memory, requests = {} } = await this.#probe();
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
    const row = {
      ...{ phase, side: this.side, count },
      seconds: Number(seconds.toFixed(2)),
      cpuSeconds: Number(cpuSeconds.toFixed(2)),
      cpuMsEach: Number(((1000 * cpuSeconds) / count).toFixed(1)),
      peakMb: Math.round(after.peakMb),
      load: Number(loadavg()[0].toFixed(1)),
      ...{ loop, memory },
      requestsEach: values.requests ? perRelease(requests, count) : undefined,
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }

  async close() {
    this.#stop.abort();
    await this.stage.stop(this.child);
    await this.stage.close();
  }
}

const PHASES = {
  create: run => run.measure('created', () => run.growTo(Number(values.count))),
  unchanged: run => run.measure('asked again', () => run.askAll()),
  interval: run => run.measure('two intervals', () => run.letPass()),
  async upgrade(run) {
    await run.growTo(Number(values.upgraded));
    await run.measure('upgraded at once', () => run.upgradeAll());
  },
  total: run =>
    run.measure(`created up to ${values.total}`, () =>
      run.growTo(Number(values.total)),
    ),
};

const sides =
  values.sides?.split(',') ??
  (values['helm-controller'] ? ['flux', 'ours'] : ['ours']);
for (const side of sides) {
  const run = await Run.start(side);
  try {
    for (const phase of values.phases.split(',')) await PHASES[phase](run);
  } finally {
    await run.close();
  }
}
process.exit();
