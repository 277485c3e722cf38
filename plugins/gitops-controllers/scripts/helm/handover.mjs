/**
 * Hands HelmReleases from one helm-controller to another and back: nothing of
 * a release may be written, and statuses stay as they are.
 *
 *   node plugins/gitops-controllers/scripts/helm/handover.mjs
 *     --helm-controller FILE --source-controller FILE --helm FILE
 *     [--order flux,ours,flux] [--only NAME,…] [--logs FOLDER]
 *
 * The first controller plays the cases of cases.mjs (installs, upgrades, failed
 * ones, remediations). Each further one takes over, is asked for every object,
 * and then upgrades some by a value. It needs Go for the real API server. The
 * exit code is 1 when anything was written or differs.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { inParallel, sleep } from '../../../../benchmarks/kube/Bench.mjs';
import { CASES } from './cases.mjs';
import { makeCharts } from './charts.mjs';
import { differences } from './differences.mjs';
import { objectsOf, releasesOf } from './observe.mjs';
import { HELM_RELEASE, Player } from './Player.mjs';
import { Stage } from './Stage.mjs';

const { values } = parseArgs({
  options: {
    'helm-controller': { type: 'string' },
    'source-controller': { type: 'string' },
    helm: { type: 'string', default: 'helm' },
    order: { type: 'string', default: 'flux,ours,flux' },
    only: { type: 'string' },
    logs: { type: 'string' },
  },
});
const say = line => process.stdout.write(`${line}\n`);
/** What a new controller does with every object at its start has been done by then. */
const START_MS = 20_000;
const PARALLEL = 10;
/** Every third case gets another value under each controller. */
const UPGRADED = 3;

const isLasting = ({ keepsFailing, steps = [] }) =>
  !keepsFailing && !steps.some(step => step.delete);
const names =
  values.only?.split(',') ??
  Object.keys(CASES).filter(name => isLasting(CASES[name]));

/** resourceVersion of everything that belongs to a case, its status, and that of its HelmRelease. */
async function picture(player) {
  const object = await player.client.get(HELM_RELEASE, player.key);
  const versionOf = ({ kind, metadata }) => [
    `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
    `${metadata.uid} ${metadata.resourceVersion}`,
  ];
  const items = [
    ...(await objectsOf(player)),
    ...(await releasesOf(player)).map(item => ({ ...item, kind: 'Release' })),
  ];
  const { lastHandledReconcileAt, conditions, ...status } = object.status;
  // What a remediation has written is put in order by the next run.
  status.history?.sort((a, b) => b.version - a.version);
  // Each run of Flux's controller removes Stalled and sets it again.
  const withoutTime = ({ lastTransitionTime, ...each }) =>
    each.type === 'Stalled' ? each : { ...each, lastTransitionTime };
  return {
    versions: Object.fromEntries(items.map(versionOf)),
    status: {
      ...status,
      // Ours shows the diff of what has drifted, in a condition of its own.
      conditions: conditions
        .filter(({ type }) => type !== 'DriftDiff')
        .map(withoutTime),
    },
    own: object.metadata.resourceVersion,
  };
}

async function pictures(players) {
  const seen = new Map();
  await inParallel(players, PARALLEL, async player =>
    seen.set(player.name, await picture(player)),
  );
  return seen;
}

let failures = 0;
function compare(before, after, title) {
  let [writes, revisions, statuses, touched] = [0, 0, 0, 0];
  for (const [name, then] of before) {
    const now = after.get(name);
    const moved = [...differences(then.versions, now.versions)];
    writes += moved.length;
    revisions += moved.filter(line =>
      /Release .* flux undefined/.test(line),
    ).length;
    const changed = [...differences(then.status, now.status)];
    if (changed.length > 0) statuses += 1;
    if (then.own !== now.own) touched += 1;
    for (const line of [...moved, ...changed]) {
      say(`  ${name}${line.slice(0, 500)}`);
    }
  }
  failures += writes + statuses;
  say(
    `${title}: ${before.size} releases, ${writes} objects written, ${revisions} new revisions, ${statuses} statuses differ, ${touched} HelmReleases written`,
  );
}

/** Asks for every object at once, and waits until each is at rest. */
async function askAll(players) {
  await inParallel(players, PARALLEL, async player => {
    // What is suspended answers no one.
    if (player.test.spec?.suspend) return;
    await player.ask();
    const { steps = [], expect } = player.test;
    const [, isLate] = await player.rest({
      expect: steps.at(-1)?.expect ?? (steps.length ? undefined : expect),
    });
    if (isLate) {
      failures += 1;
      say(`  ${player.name} did not come to rest`);
    }
  });
}

async function upgradeSome(players, turn) {
  const chosen = players.filter((_, index) => index % UPGRADED === 0);
  await inParallel(chosen, PARALLEL, async player => {
    const patch = { spec: { values: { turn } } };
    await player.client.patch(HELM_RELEASE, player.key, patch);
    const [object, isLate] = await player.rest();
    if (isLate) {
      failures += 1;
      say(
        `  ${player.name} was not upgraded: ${JSON.stringify(
          object.status.conditions,
        )}`,
      );
    }
  });
  return chosen.length;
}

async function takeOver(stage, players, side, turn) {
  const before = await pictures(players);
  const child = await stage.startSide(side, ['--concurrent=10']);
  await sleep(START_MS);
  compare(before, await pictures(players), `${side} has started`);
  await askAll(players);
  compare(before, await pictures(players), `${side} was asked`);
  const count = await upgradeSome(players, turn);
  say(`${side} has upgraded ${count} of them`);
  await stage.stop(child);
}

const stage = await Stage.start({
  programs: {
    helmController: values['helm-controller'],
    sourceController: values['source-controller'],
  },
  charts: makeCharts(),
  logs: values.logs,
});
try {
  const [first, ...others] = values.order.split(',');
  const child = await stage.startSide(first, ['--concurrent=10']);
  const players = names.map(
    name => new Player(stage, name, CASES[name], { helm: values.helm }),
  );
  await inParallel(players, PARALLEL, async player => {
    await player.play(async (step, object, isLate) => {
      if (isLate) say(`  ${player.name} did not rest after ${step}`);
    });
  });
  say(`${first} has made ${players.length}, load ${loadavg()[0].toFixed(1)}`);
  await stage.stop(child);
  for (const [index, side] of others.entries()) {
    await takeOver(stage, players, side, index + 1);
  }
} finally {
  await stage.close();
}
say(failures > 0 ? `${failures} faults` : 'nothing was written');
process.exit(failures > 0 ? 1 : 0);
