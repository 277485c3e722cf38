/**
 * Two replicas of the helm-controller on one cluster: the one that leads is
 * killed, or stands still for longer than its Lease, in the middle of what it
 * does. The other one takes over, and whoever does not hold the Lease may write
 * nothing: what each of them sends is seen by a proxy before it.
 *
 *   node plugins/gitops-controllers/scripts/helm/replicaRounds.mjs
 *     [--rounds 20] [--seed 1] [--target control-plane|devcluster] [--logs FOLDER]
 *
 * Releases are judged as in crashRounds.mjs. The last line is `N passed, N failed`.
 */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { sleep } from '../../../../benchmarks/kube/Bench.mjs';
import { load } from '../../../../benchmarks/load.mjs';
import { Random } from '../../../../test/random/src/index.js';
import { hasGo } from '../../../../test/control-plane/controlPlane.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { makeCharts } from './charts.mjs';
import { CrashProxy, isLease, isWrite } from './CrashProxy.mjs';
import { CrashRelease } from './CrashRelease.mjs';
import { Stage } from './Stage.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string' },
    logs: { type: 'string' },
  },
});
const NAMESPACE = 'replicas';
const RELEASES = 4;
/** A replica takes over this long after the last renewal, in seconds. */
const LEASE_S = 4;
const LEASE = [
  ...['--leader-election-lease-duration', `${LEASE_S}s`],
  ...['--leader-election-renew-deadline', '3s'],
  ...['--leader-election-retry-period', '500ms'],
];
const WAIT_MS = 60_000;
const here = dirname(fileURLToPath(import.meta.url));
const cli = resolve(here, '../../../../scripts/gitops.mjs');
const say = line => process.stdout.write(`${line}\n`);

const cluster = values.target ?? (hasGo() ? 'control-plane' : 'devcluster');
const { faultsOf } = await load(join(here, 'digests.ts'));
const stage = await Stage.start({
  ...{ charts: makeCharts(), logs: values.logs, cluster },
});
const random = new Random(Number(values.seed));
const sum = { passed: 0, failed: 0 };
/** Replica that has written the Lease last. */
let holder;
/** Writes of replicas that did not hold it. */
const intrusions = [];

function controllers(name, flags) {
  return stage.run(name, process.execPath, [
    ...[cli, 'controllers', ...flags],
    ...['--storage-path', join(stage.bench.work, `artifacts-${name}`)],
  ]);
}

/** A helm-controller behind a proxy of its own. */
class Replica {
  static async create(name) {
    const replica = new Replica();
    replica.name = name;
    const { kubeconfig, bench } = stage;
    const proxy = await CrashProxy.start(kubeconfig, bench.work, name);
    replica.proxy = proxy;
    proxy.onAnswer = (request, status) => {
      if (isLease(request) && request.method !== 'GET' && status < 300) {
        holder = replica;
      }
    };
    proxy.onRequest = request => {
      if (!isWrite(request) || holder === replica) return;
      intrusions.push(`${name}: ${request.method} ${request.path}`);
    };
    return replica;
  }

  start() {
    this.child = controllers(this.name, [
      ...['--kubeconfig', this.proxy.kubeconfig],
      ...['--components=helm-controller', '--concurrent=5', ...LEASE],
    ]);
  }

  signal(name) {
    this.child.kill(name);
  }

  async kill() {
    const ended = new Promise(done => this.child.once('exit', done));
    this.signal('SIGKILL');
    await ended;
  }
}

async function until(what, holds) {
  const deadline = Date.now() + WAIT_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await sleep(20);
  }
}

/** Kills the leader, and starts it again once the other one leads. */
async function killLeader(leader) {
  await leader.kill();
  await until('the other one leads', () => holder !== leader);
  leader.start();
  return 'killed';
}

/** Lets the leader stand still until the other one is at work. */
async function pauseLeader(leader) {
  const isShort = random.chance(0.25);
  const begin = Date.now();
  if (isShort) await sleep(random.between(0, LEASE_S * 900));
  else {
    const other = replicas.find(each => each !== leader);
    await until('the other one leads', () => holder === other);
    const before = other.proxy.writes;
    const writes = random.below(6);
    await Promise.race([
      until(
        'the other one writes',
        () => other.proxy.writes >= before + writes,
      ),
      sleep(5000),
    ]);
  }
  leader.signal('SIGCONT');
  return `stopped for ${Date.now() - begin} ms`;
}

async function playRound(releases, number) {
  const plans = releases.map(each => each.plan(random.next));
  await until('one of them leads', () => holder);
  const leader = holder;
  const isKilled = random.chance(0.4);
  const laterMs = random.chance(0.5) ? 0 : random.below(1000);
  const act = () => leader.signal('SIGSTOP');
  const moment = { number: random.between(1, 50), when: 'after' };
  const seen = leader.proxy.at(moment, () => {
    if (laterMs === 0) act();
  });
  await Promise.all(releases.map(each => each.begin()));
  const path = await Promise.race([seen, sleep(15_000)]);
  leader.proxy.disarm();
  if (!path || laterMs > 0) {
    await sleep(laterMs);
    act();
  }
  const states = await Promise.all(releases.map(each => each.state()));
  const how = await (isKilled ? killLeader(leader) : pauseLeader(leader));
  say(`round ${number}: ${plans.join(', ')}`);
  say(`  ${leader.name} ${how} ${laterMs} ms after ${path}: ${states}`);
  const found = await Promise.all(releases.map(each => each.finish()));
  const faults = [...found.flat(), ...intrusions.splice(0)];
  sum[faults.length > 0 ? 'failed' : 'passed'] += 1;
  faults.forEach(fault => say(`  FAULT ${fault}`));
}

const replicas = [await Replica.create('a'), await Replica.create('b')];
try {
  await stage.createNamespace(NAMESPACE);
  controllers('sources', [
    ...['--kubeconfig', stage.kubeconfig, '--components=source-controller'],
    '--enable-leader-election=false',
  ]);
  for (const replica of replicas) replica.start();
  const releases = Array.from(
    { length: RELEASES },
    (_, index) =>
      new CrashRelease(stage, `r-${index}`, { namespace: NAMESPACE, faultsOf }),
  );
  // The sources are ready by then.
  await sleep(8000);
  for (let number = 0; number < Number(values.rounds); number++) {
    await playRound(releases, number);
  }
} catch (error) {
  say(error.stack ?? String(error));
  sum.failed += 1;
} finally {
  for (const { child } of replicas) child?.kill('SIGCONT');
  await stage.close();
  for (const { proxy } of replicas) await proxy.stop();
}
say(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 ? 1 : 0);
