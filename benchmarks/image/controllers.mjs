#!/usr/bin/env node
/**
 * The controllers of images beside Flux's own, in one run on one cluster: many
 * ImageRepositories with a policy each at once, one image of 100,000 tags with
 * ten policies, and unchanged images scanned for minutes. Each phase starts
 * both programs anew, one after the other.
 *
 *   node benchmarks/image/controllers.mjs [--image-reflector-controller FILE]
 *     [--count 200] [--tags 300] [--minutes 5] [--phases burst,large,unchanged]
 *
 * FILE is the image-reflector-controller of Flux; without it only ours is
 * measured. The cluster is test/control-plane (needs Go).
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, inParallel, sleep } from '../kube/Bench.mjs';
import { usageOf } from '../usage.mjs';
import { TagServer } from './TagServer.mjs';

const { values } = parseArgs({
  options: {
    'image-reflector-controller': { type: 'string' },
    count: { type: 'string', default: '200' },
    tags: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '5' },
    phases: { type: 'string', default: 'burst,large,unchanged' },
  },
});
const apiVersion = 'image.toolkit.fluxcd.io/v1';
const REPOSITORY = { apiVersion, kind: 'ImageRepository' };
const POLICY = { apiVersion, kind: 'ImagePolicy' };
const NAMESPACE = 'bench';
const COMMON = ['--enable-leader-election=false', '--concurrent=4'];

const bench = new Bench();
const makeFolder = () => mkdtempSync(join(bench.work, 'flux-'));

/** How each program is started. */
const PROGRAMS = {
  ours: kubeconfig =>
    bench.startControllers(kubeconfig, [
      ...['--components=image-reflector-controller', ...COMMON],
    ]),
  ...(values['image-reflector-controller']
    ? {
        flux: kubeconfig =>
          bench.run(
            values['image-reflector-controller'],
            [
              ...['--events-addr=', `--storage-path=${makeFolder()}`],
              ...['--metrics-addr=127.0.0.1:0', '--health-addr=127.0.0.1:0'],
              ...COMMON,
            ],
            {
              name: 'image-reflector-controller',
              env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
            },
          ),
      }
    : {}),
};

const repository = (name, image) => ({
  ...REPOSITORY,
  metadata: { name, namespace: NAMESPACE },
  spec: { image, interval: '1m' },
});
const policy = (name, of, spec) => ({
  ...POLICY,
  metadata: { name, namespace: NAMESPACE },
  spec: {
    imageRepositoryRef: { name: of },
    policy: { semver: { range: '1.x' } },
    ...spec,
  },
});

/** Images with a policy each. */
function images({ host }, count, tags) {
  return Array.from({ length: count }, (_, i) => [
    repository(`i-${i}`, `${host}/org/${tags}-${i}`),
    policy(`i-${i}`, `i-${i}`),
  ]).flat();
}

/** One image, with policies of every kind. */
function large({ host }) {
  const filterTags = { pattern: '^v1\\.0\\.(\\d+)$', extract: '$1' };
  const specs = [
    {},
    { policy: { alphabetical: {} } },
    { filterTags, policy: { numerical: {} } },
  ];
  return [
    repository('large', `${host}/org/100000-large`),
    ...Array.from({ length: 10 }, (_, i) =>
      policy(`large-${i}`, 'large', specs[i % specs.length]),
    ),
  ];
}

const [count, tags] = [Number(values.count), Number(values.tags)];
const PHASES = {
  burst: {
    title: `${count} images of ${tags} tags at once`,
    objects: server => images(server, count, tags),
  },
  large: { title: 'an image of 100,000 tags, ten policies', objects: large },
  unchanged: {
    title: `${count} unchanged images, ${values.minutes} minutes`,
    objects: server => images(server, count, tags),
    idleMs: Number(values.minutes) * 60_000,
  },
};

const isReady = ({ status }) =>
  status?.conditions?.some(c => c.type === 'Ready' && c.status === 'True');

async function waitUntil(client, isDone) {
  for (;;) {
    const lists = await Promise.all(
      [REPOSITORY, POLICY].map(type =>
        client.listAll(type, { namespace: NAMESPACE }),
      ),
    );
    if (isDone(lists.flatMap(({ items }) => items))) return;
    await sleep(50);
  }
}

async function runPhase({ client, kubeconfig, server }, phase, program) {
  const child = PROGRAMS[program](kubeconfig);
  await sleep(6000); // both have read the cluster
  const objects = phase.objects(server);
  let before = usageOf(child.pid);
  let { requests } = server;
  const started = performance.now();
  await inParallel(objects, 8, object => client.create(object));
  await waitUntil(
    client,
    items => items.length === objects.length && items.every(isReady),
  );
  let seconds = (performance.now() - started) / 1000;
  if (phase.idleMs) {
    before = usageOf(child.pid);
    ({ requests } = server);
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
    requests: server.requests - requests,
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
  await inParallel(objects, 8, ({ kind, metadata }) =>
    client.delete({ apiVersion, kind }, metadata),
  );
  await waitUntil(client, items => items.length === 0);
  await bench.stop(child);
}

async function main() {
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { fieldManager: 'bench' },
  );
  const server = await TagServer.start();
  try {
    for (const name of values.phases.split(',')) {
      for (const program of Object.keys(PROGRAMS)) {
        await runPhase({ client, kubeconfig, server }, PHASES[name], program);
      }
    }
  } finally {
    await server.stop();
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
