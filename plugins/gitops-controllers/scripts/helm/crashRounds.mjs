/**
 * Kills a helm-controller with kill -9 while it installs, upgrades, rolls back,
 * tests and uninstalls releases, starts it again, and looks whether each of
 * them is done without a person: no release that is stuck, no object too many
 * or too few, no revision lost, and the snapshots of what is stored.
 *
 *   node plugins/gitops-controllers/scripts/helm/crashRounds.mjs
 *     [--rounds 200] [--seed 1] [--target control-plane|devcluster]
 *     [--helm-controller FILE --source-controller FILE] [--logs FOLDER]
 *     [--storm]
 *
 * A proxy before the API server kills it at the n-th write of a round: before
 * the server hears of it, once it is done and nobody heard of that, or some
 * time later; in a third of the rounds again while it recovers. One time in five
 * it is asked to end (SIGTERM) and has to do so. What each release was at then is
 * counted. With FILEs of Flux it is Flux's controller
 * that is killed. With --storm nothing is killed: for some seconds requests are
 * refused, cut, answered late or done without an answer, and watches fall silent
 * or break, which they survive. The last line is `N passed, N failed`.
 */
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { load } from '../../../../benchmarks/load.mjs';
import { Random } from '../../../../test/random/src/index.js';
import { hasGo } from '../../../../test/control-plane/controlPlane.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { makeCharts } from './charts.mjs';
import { CrashProxy } from './CrashProxy.mjs';
import { CrashRelease } from './CrashRelease.mjs';
import { Stage } from './Stage.mjs';

const { values } = parseArgs({
  options: {
    'helm-controller': { type: 'string' },
    'source-controller': { type: 'string' },
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    logs: { type: 'string' },
    storm: { type: 'boolean', default: false },
  },
});
const NAMESPACE = 'crash';
const RELEASES = 5;
/** A write that does not come: all is done, and it is killed idle. */
const NO_WRITE_MS = 10_000;
/** Longest time between a write and a kill that is not at once. */
const LATER_MS = 1500;
/** A controller that is asked to end has ended by then. */
const END_MS = 30_000;
const here = dirname(fileURLToPath(import.meta.url));
const cli = resolve(here, '../../../../scripts/gitops.mjs');
const say = line => process.stdout.write(`${line}\n`);

const isFlux = Boolean(values['helm-controller']);
const cluster = values.target ?? (hasGo() ? 'control-plane' : 'devcluster');
const { randomFaults } = await load(
  resolve(here, '../../../../test/faults/src/Fault.ts'),
);
const { faultsOf } = await load(join(here, 'digests.ts'));
const stage = await Stage.start({
  programs: {
    helmController: values['helm-controller'],
    sourceController: values['source-controller'],
  },
  ...{ charts: makeCharts(), logs: values.logs, cluster },
});
const proxy = await CrashProxy.start(
  stage.kubeconfig,
  stage.bench.work,
  'proxy',
);
const random = new Random(Number(values.seed));
const sum = { passed: 0, failed: 0 };
/** How often a release was killed at what. */
const tally = {};
/** Writes of a round without a kill, as far as known. */
let expectedWrites = 60;
let child;

async function start() {
  const { kubeconfig } = proxy;
  child = isFlux
    ? await stage.startFlux([`--kubeconfig=${kubeconfig}`, '--concurrent=5'])
    : stage.run('ours', process.execPath, [
        ...[cli, 'controllers', '--kubeconfig', kubeconfig],
        ...['--components=source-controller,helm-controller'],
        ...['--storage-path', join(stage.bench.work, 'artifacts')],
        ...['--enable-leader-election=false', '--concurrent=5'],
      ]);
}

const isDead = () => child.exitCode !== null || child.signalCode !== null;

/** Writes of one action, for plans that have it: `[path, how many]`. */
const WRITES = {
  install: [[/pre|post/, 12]],
  upgrade: [[/pre|post/, 12]],
  fail: [
    [/-back$/, 8],
    [/-back$/, 8],
  ],
  test: [[/-test$|\/pods/, 4]],
  uninstall: [[/-gone$/, 6]],
};

/** The write at which it is killed: any one, or one of an action that is planned. */
function chooseWrite(plans, writes) {
  const any = [/./, Math.max(1, Math.round(writes))];
  const some = random.chance(0.4) ? [any] : WRITES[random.pick(plans)];
  const [path, most] = random.pick(some);
  return { path, number: random.between(1, most) };
}

async function requireEnd(ended, signal) {
  const stop = new AbortController();
  const late = sleep(END_MS, 'late', { signal: stop.signal }).catch(() => {});
  const end = await Promise.race([ended, late]);
  stop.abort();
  if (end !== 'late') return;
  child.kill('SIGKILL');
  throw new Error(`the controller has not ended after ${signal}`);
}

/** Kills at one moment. @returns it in words, and by which signal */
async function killAt(plans, writes) {
  const { path: wanted, number } = chooseWrite(plans, writes);
  const when = random.pick(['before', 'after', 'later']);
  const laterMs = when === 'later' ? random.between(1, LATER_MS) : 0;
  if (isDead()) throw new Error('the controller has ended by itself');
  const signal = random.chance(0.2) ? 'SIGTERM' : 'SIGKILL';
  const kill = () => child.kill(signal);
  const ended = new Promise(done => child.once('exit', done));
  const at = when === 'before' ? when : 'after';
  const seen = proxy.at({ number, when: at, path: wanted }, () => {
    if (laterMs === 0) kill();
  });
  const path = await Promise.race([seen, sleep(NO_WRITE_MS)]);
  proxy.disarm();
  if (laterMs > 0) await sleep(laterMs);
  if (!isDead()) kill();
  await requireEnd(ended, signal);
  const moment = laterMs ? `${laterMs} ms after` : when;
  const place = path ? `${moment} write ${number} (${path})` : 'idle';
  return { signal, place };
}

/** Makes faults for some seconds. @returns which, in words */
async function storm() {
  const [share, lateMs] = [random.pick([0.1, 0.3, 0.6]), random.pick([0, 500])];
  const seconds = random.between(3, 12);
  const common = randomFaults(random, share);
  proxy.onRequest = request => {
    if (request.isWatch && random.chance(share / 2)) {
      return { kind: 'silent-watch', ms: random.between(0, 1000) };
    }
    const late = lateMs > 0 ? { kind: 'late-answer', ms: lateMs } : undefined;
    return common(request) ?? late;
  };
  await sleep(seconds * 1000);
  proxy.onRequest = () => undefined;
  if (isDead()) throw new Error('the controller has ended by itself');
  return `${share * 100} % faults, ${lateMs} ms late, for ${seconds} s`;
}

/** Kills the controller, maybe more than once, and starts it again. */
async function killAndStart(releases, plans) {
  const kills = 1 + Number(random.chance(0.35)) + Number(random.chance(0.1));
  for (let kill = 0; kill < kills; kill++) {
    const { signal, place } = await killAt(plans, expectedWrites / (kill + 1));
    const states = await count(releases, signal);
    say(`  ${signal} ${place}: ${states.join(', ') || 'nothing'}`);
    await start();
  }
}

async function count(releases, signal) {
  const states = await Promise.all(releases.map(each => each.state()));
  for (const state of states) {
    const key = signal === 'SIGKILL' ? state : `${state} after ${signal}`;
    tally[key] = (tally[key] ?? 0) + 1;
  }
  return states.filter(state => state !== 'nothing');
}

async function playRound(releases, number) {
  const plans = releases.map(each => each.plan(random.next));
  const before = proxy.writes;
  await Promise.all(releases.map(each => each.begin()));
  say(`round ${number}: ${plans.join(', ')}`);
  if (values.storm) say(`  ${await storm()}`);
  else await killAndStart(releases, plans);
  const found = await Promise.all(releases.map(each => each.finish()));
  expectedWrites = (expectedWrites + proxy.writes - before) / 2;
  const faults = found.flat();
  sum[faults.length > 0 ? 'failed' : 'passed'] += 1;
  faults.forEach(fault => say(`  FAULT ${fault}`));
}

try {
  await stage.createNamespace(NAMESPACE);
  const releases = Array.from(
    { length: RELEASES },
    (_, index) =>
      new CrashRelease(stage, `r-${index}`, {
        ...{ namespace: NAMESPACE, faultsOf },
        // What fails by a fault of the network is tried again.
        retries: values.storm ? 5 : 0,
      }),
  );
  await start();
  // The sources are ready by then.
  await sleep(5000);
  for (let number = 0; number < Number(values.rounds); number++) {
    await playRound(releases, number);
  }
} catch (error) {
  say(error.stack ?? String(error));
  sum.failed += 1;
} finally {
  await stage.close();
  await proxy.stop();
}
const killed = Object.entries(tally).sort(([, a], [, b]) => b - a);
say(`killed in: ${killed.map(each => each.join(' ')).join(', ')}`);
say(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 ? 1 : 0);
