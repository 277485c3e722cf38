#!/usr/bin/env node
/**
 * The source controllers beside Flux's own, in one run on one cluster: many
 * sources at once, the same ones unchanged for minutes, a large repository and
 * a large Helm index. Each phase starts both programs anew, one after the other.
 *
 *   node benchmarks/source/controllers.mjs [--source-controller FILE]
 *     [--count 500] [--burst 200] [--minutes 5] [--phases burst,unchanged,…]
 *
 * FILE is a source-controller of Flux; without it only ours is measured. The
 * cluster is test/control-plane (needs Go).
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, GIT_REPOSITORY, inParallel, sleep } from '../kube/Bench.mjs';
import { usageOf } from '../usage.mjs';
import { SourceServers } from './SourceServers.mjs';

const { values } = parseArgs({
  options: {
    'source-controller': { type: 'string' },
    count: { type: 'string', default: '500' },
    burst: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '5' },
    phases: { type: 'string', default: 'burst,artifact,index,unchanged' },
  },
});
const HELM_REPOSITORY = { ...GIT_REPOSITORY, kind: 'HelmRepository' };
const NAMESPACE = 'bench';

const bench = new Bench();
const makeFolder = () => mkdtempSync(join(bench.work, 'flux-'));

/** How each program is started. */
const PROGRAMS = {
  ours: kubeconfig =>
    bench.startControllers(kubeconfig, [
      '--components=source-controller',
      '--enable-leader-election=false',
      '--concurrent=4',
    ]),
  ...(values['source-controller']
    ? {
        flux: kubeconfig =>
          bench.run(
            values['source-controller'],
            [
              '--events-addr=',
              `--storage-path=${makeFolder()}`,
              '--storage-addr=127.0.0.1:19090',
              '--storage-adv-addr=127.0.0.1:19090',
              '--metrics-addr=127.0.0.1:0',
              '--health-addr=127.0.0.1:19440',
              '--enable-leader-election=false',
              '--concurrent=4',
            ],
            {
              name: 'source-controller',
              env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
            },
          ),
      }
    : {}),
};

const repository = (url, extra = {}) => ({
  ...GIT_REPOSITORY,
  spec: { url, ref: { branch: 'main' }, interval: '1m', ...extra },
});
const charts = url => ({ ...HELM_REPOSITORY, spec: { url, interval: '1m' } });

/** Objects of a phase: three of four are Git repositories. */
function mixOf({ git, helm }, count) {
  return Array.from({ length: count }, (_, index) =>
    index % 4 === 3 ? charts(`${helm}/small`) : repository(`${git}/plain.git`),
  );
}

const PHASES = {
  burst: {
    title: `${values.burst} sources at once`,
    objects: servers => mixOf(servers, Number(values.burst)),
  },
  artifact: {
    title: 'a repository of 100 MB',
    objects: ({ git }) => [repository(`${git}/large.git`, { timeout: '5m' })],
  },
  index: {
    title: 'a Helm index of 40 MB',
    objects: ({ helm }) => [charts(`${helm}/large`)],
  },
  unchanged: {
    title: `${values.count} unchanged sources, ${values.minutes} minutes`,
    objects: servers => mixOf(servers, Number(values.count)),
    idleMs: Number(values.minutes) * 60_000,
  },
};

const isReady = ({ status }) =>
  status?.conditions?.some(c => c.type === 'Ready' && c.status === 'True');

async function waitUntil(client, types, isDone) {
  for (;;) {
    const lists = await Promise.all(
      types.map(type => client.listAll(type, { namespace: NAMESPACE })),
    );
    if (isDone(lists.flatMap(({ items }) => items))) return;
    await sleep(50);
  }
}

async function runPhase({ client, kubeconfig, servers }, phase, program) {
  const child = PROGRAMS[program](kubeconfig);
  await sleep(6000); // both have read the cluster
  const objects = phase.objects(servers).map((object, index) => ({
    ...object,
    metadata: { name: `s-${index}`, namespace: NAMESPACE },
  }));
  const types = [GIT_REPOSITORY, HELM_REPOSITORY];
  let before = usageOf(child.pid);
  let bytes = servers.bytes;
  const started = performance.now();
  await inParallel(objects, 8, object => client.create(object));
  await waitUntil(
    client,
    types,
    items => items.length === objects.length && items.every(isReady),
  );
  let seconds = (performance.now() - started) / 1000;
  if (phase.idleMs) {
    before = usageOf(child.pid);
    bytes = servers.bytes;
    await sleep(phase.idleMs);
    seconds = phase.idleMs / 1000;
  }
  const after = usageOf(child.pid);
  const row = {
    phase: phase.title,
    program,
    seconds: Number(seconds.toFixed(2)),
    cpuSeconds: Number((after.cpuSeconds - before.cpuSeconds).toFixed(2)),
    peakMb: Math.round(after.peakMb),
    kilobytes: Math.round((servers.bytes - bytes) / 1000),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
  await inParallel(objects, 8, ({ apiVersion, kind, metadata }) =>
    client.delete({ apiVersion, kind }, metadata),
  );
  await waitUntil(client, types, items => items.length === 0);
  await bench.stop(child);
  return row;
}

async function main() {
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { fieldManager: 'bench' },
  );
  const servers = await SourceServers.start(bench);
  try {
    for (const name of values.phases.split(',')) {
      for (const program of Object.keys(PROGRAMS)) {
        const run = { client, kubeconfig, servers };
        await runPhase(run, PHASES[name], program);
      }
    }
  } finally {
    servers.stop();
  }
}

let code = 0;
try {
  await main();
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`);
  code = 1;
}
await bench.close();
process.exit(code);
