/**
 * Kills a helm-controller with kill -9 while it installs, upgrades, rolls back,
 * tests and uninstalls releases, starts it again, and looks whether each of
 * them is done without a person: no release that is stuck, no object too many
 * or too few, no history lost, and the snapshot of what is stored.
 *
 *   node plugins/gitops-controllers/scripts/helm/crashRounds.mjs
 *     [--rounds 200] [--seed 1] [--target control-plane|devcluster]
 *     [--helm-controller FILE --source-controller FILE] [--logs FOLDER]
 *
 * With FILEs of Flux it is Flux's controller that is killed. The last line is
 * `N passed, N failed`.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { sleep } from '../../../../benchmarks/kube/Bench.mjs';
import { load } from '../../../../benchmarks/load.mjs';
import { hasGo } from '../../../../test/control-plane/controlPlane.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { makeCharts } from './charts.mjs';
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
  },
});
const NAMESPACE = 'crash';
const RELEASES = 5;
/** Longest time from the changes of a round until the kill. */
const MAX_MS = 2500;
const here = dirname(fileURLToPath(import.meta.url));
const say = line => process.stdout.write(`${line}\n`);

/** Numbers from 0 to 1 that a seed repeats. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Ends a program at once. */
async function kill(child) {
  const ended = new Promise(done => child.once('exit', done));
  child.kill('SIGKILL');
  await ended;
}

const side = values['helm-controller'] ? 'flux' : 'ours';
const cluster = values.target ?? (hasGo() ? 'control-plane' : 'devcluster');
const { faultsOf } = await load(join(here, 'digests.ts'));
const stage = await Stage.start({
  programs: {
    helmController: values['helm-controller'],
    sourceController: values['source-controller'],
  },
  ...{ charts: makeCharts(), logs: values.logs, cluster },
});
const sum = { passed: 0, failed: 0 };

const start = () => stage.startSide(side, ['--concurrent=5']);

/** @returns the controller that runs after the round */
async function playRound(child, releases, number, random) {
  const plans = releases.map(each => each.plan(random));
  const killAt = Math.round(random() * MAX_MS);
  await Promise.all(releases.map(each => each.begin()));
  await sleep(killAt);
  await kill(child);
  const next = await start();
  const found = await Promise.all(releases.map(each => each.finish()));
  const faults = found.flat();
  sum[faults.length > 0 ? 'failed' : 'passed'] += 1;
  say(`round ${number}: ${plans.join(', ')}; killed after ${killAt} ms`);
  faults.forEach(fault => say(`  FAULT ${fault}`));
  return next;
}

try {
  await stage.createNamespace(NAMESPACE);
  const random = randomNumbers(Number(values.seed));
  const releases = Array.from(
    { length: RELEASES },
    (_, index) =>
      new CrashRelease(stage, `r-${index}`, { namespace: NAMESPACE, faultsOf }),
  );
  let child = await start();
  // The sources are ready by then.
  await sleep(5000);
  for (let number = 0; number < Number(values.rounds); number++) {
    child = await playRound(child, releases, number, random);
  }
} catch (error) {
  say(error.stack ?? String(error));
  sum.failed += 1;
} finally {
  await stage.close();
}
say(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 ? 1 : 0);
