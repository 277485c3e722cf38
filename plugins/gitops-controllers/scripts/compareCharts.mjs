/* eslint-disable no-console */
/**
 * Compares HelmCharts and HelmRepositories with Flux's own controller, field by
 * field: both reconcile the same objects, each in a namespace of its own, on
 * one real API server.
 *
 *     node plugins/gitops-controllers/scripts/compareCharts.mjs --source-controller FILE
 *
 * Needs Go (for the API server of test/control-plane) and the binary of a
 * source-controller of Flux 2.9. Prints what differs; the exit code is 1 when
 * something does.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the real API server
import { startControlPlane } from '../../../test/control-plane/controlPlane.mjs';
import { CHARTS, SOURCES, UNLIKE } from './chartCases.mjs';

const { values: options } = parseArgs({
  options: { 'source-controller': { type: 'string' } },
});
const sourceController = options['source-controller'];
if (!sourceController) {
  console.error('--source-controller FILE is missing');
  process.exit(2);
}
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const WAIT_MS = 60_000;
const SETTLE_MS = 4_000;
const { Judge } = await load(
  join(
    root,
    'plugins/gitops-controllers/src/controllers/helmchart/testing/Judge.ts',
  ),
);

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const work = mkdtempSync(join(tmpdir(), 'compare-charts-'));
const ends = [async () => rmSync(work, { recursive: true, force: true })];

function freePort() {
  return new Promise(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function start(command, args, env) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  ends.unshift(async () => {
    child.kill('SIGTERM');
    await ended;
  });
}

async function startControllers(kubeconfig) {
  const address = async () => `127.0.0.1:${await freePort()}`;
  const common = async name => [
    `--storage-path=${join(work, name)}`,
    `--storage-addr=${await address()}`,
    '--watch-all-namespaces=false',
    '--enable-leader-election=false',
    '--artifact-retention-ttl=1s',
  ];
  const theirs = await common('theirs');
  mkdirSync(join(work, 'theirs'));
  start(
    sourceController,
    [
      ...theirs,
      '--events-addr=',
      `--storage-adv-addr=${theirs[1].split('=')[1]}`,
      `--metrics-addr=${await address()}`,
      `--health-addr=${await address()}`,
      '--log-level=error',
    ],
    { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'theirs', TMPDIR: work },
  );
  start(process.execPath, [
    join(root, 'scripts/gitops.mjs'),
    'controllers',
    ...(await common('ours')),
    `--kubeconfig=${kubeconfig}`,
    '--namespace=ours',
    '--components=source-controller',
  ]);
}

/** Text in which both sides agree. */
function neutral(text, namespace) {
  return text
    .replaceAll(`${namespace}/`, 'NS/')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/(helm|git)/g, 'http://HOST/$1')
    .replaceAll(/\/[^\s']*\/source(?=\/)|\/artifact(?=\/)/g, 'ROOT');
}

function clean({ status = {} }, namespace) {
  const { artifact, conditions = [], ...rest } = status;
  const isPackaged = conditions.some(
    ({ reason }) => reason === 'ChartPackageSucceeded',
  );
  const text = JSON.stringify({
    ...rest,
    conditions: conditions.map(({ lastTransitionTime: _, ...item }) => item),
    // The time of packing is in what Flux packs.
    artifact: artifact && {
      path: artifact.path,
      revision: artifact.revision,
      ...(isPackaged ? {} : { digest: artifact.digest, size: artifact.size }),
    },
  });
  return JSON.parse(neutral(text, namespace));
}

function entriesOf(side, { status }, judge) {
  if (!status?.artifact?.path.endsWith('.tgz')) return undefined;
  const archive = readFileSync(join(work, side, status.artifact.path));
  return judge.entries(gunzipSync(archive)).sort();
}

async function eventsOf(judge, namespace, name) {
  const seen = (await judge.events(namespace, name)).map(
    ({ type, reason, message }) =>
      neutral(`${type} ${reason} ${message}`, namespace),
  );
  return [...new Set(seen)]
    .filter(text => !/ (?:GarbageCollection|ArtifactUpToDate)/.test(text))
    .sort();
}

function isSettled({ status }) {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return ready !== undefined && ready.status !== 'Unknown';
}

async function settle(judge, kind, name, isRight = () => true) {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const found = await Promise.all(
      ['theirs', 'ours'].map(namespace => judge.read(kind, namespace, name)),
    );
    if (found.every(object => isSettled(object) && isRight(object)))
      return found;
    if (Date.now() > deadline) return found;
    await pause(250);
  }
}

let differences = 0;
function report(what, theirs, ours) {
  if (isDeepStrictEqual(theirs, ours)) return;
  const reason = UNLIKE[what];
  if (reason) {
    console.log(`differs ${what}: ${reason}`);
    return;
  }
  differences += 1;
  console.log(
    `DIFFERS ${what}\n  theirs ${JSON.stringify(
      theirs,
    )}\n  ours   ${JSON.stringify(ours)}`,
  );
}

async function compare(judge, kind, name, { reason } = {}) {
  const isRight = ({ status }) =>
    !reason ||
    status.conditions.some(
      item => item.type === 'Ready' && item.reason === reason,
    );
  const [theirs, ours] = await settle(judge, kind, name, isRight);
  report(
    `${kind}/${name} status`,
    clean(theirs, 'theirs'),
    clean(ours, 'ours'),
  );
  report(
    `${kind}/${name} files`,
    entriesOf('theirs', theirs, judge),
    entriesOf('ours', ours, judge),
  );
  const [a, b] = await Promise.all(
    ['theirs', 'ours'].map(namespace => eventsOf(judge, namespace, name)),
  );
  report(`${kind}/${name} events`, a, b);
}

try {
  const plane = await startControlPlane({ log: console.log });
  ends.push(() => plane.stop());
  const judge = await Judge.start(plane.kubeconfig);
  ends.unshift(() => judge.stop());
  await judge.install(['theirs', 'ours']);
  await startControllers(plane.kubeconfig);
  const sources = SOURCES(judge);
  for (const [name, { kind, spec }] of Object.entries(sources)) {
    await judge.create(kind, name, spec);
  }
  for (const [name, { kind, spec }] of Object.entries(sources)) {
    if (spec.type !== 'oci') await settle(judge, kind, name);
  }
  for (const [name, { spec }] of Object.entries(CHARTS)) {
    await judge.create('HelmChart', name, { interval: '1h', ...spec });
  }
  await pause(SETTLE_MS);
  for (const [name, { kind }] of Object.entries(sources)) {
    if (kind === 'HelmRepository' && sources[name].spec.type !== 'oci') {
      await compare(judge, kind, name);
    }
  }
  for (const [name, chart] of Object.entries(CHARTS)) {
    await compare(judge, 'HelmChart', name, chart);
  }
  const count = Object.keys(CHARTS).length + Object.keys(sources).length;
  console.log(`${count} objects, ${differences} differences`);
} finally {
  for (const end of ends) await end();
}
process.exit(differences === 0 ? 0 : 1);
