/**
 * Random HelmReleases, each played under Flux's helm-controller and under ours
 * on a cluster of its own: conditions, history, events, release Secrets and
 * objects at rest after each step.
 *
 *   node plugins/gitops-controllers/scripts/helm/compareRandom.mjs
 *     --helm-controller FILE --source-controller FILE --helm FILE
 *     [--seed 1] [--count 300] [--parallel 8] [--only NAME,…] [--out FOLDER]
 *
 * The exit code is 1 when anything differs. A case is played again from its
 * name by `--only`, with the same seed.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { inParallel } from '../../../../benchmarks/kube/Bench.mjs';
import { makeCharts } from './charts.mjs';
import { differences } from './differences.mjs';
import { knownReason } from './known.mjs';
import { readCase } from './normalise.mjs';
import { randomCase } from './randomCase.mjs';
import { recordCase } from './recordCase.mjs';
import { Stage } from './Stage.mjs';

const { values } = parseArgs({
  options: {
    'helm-controller': { type: 'string' },
    'source-controller': { type: 'string' },
    helm: { type: 'string', default: 'helm' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    parallel: { type: 'string', default: '8' },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const say = line => process.stdout.write(`${line}\n`);
const SHOWN = 6;
const { seed, helm } = values;
const out = values.out ?? mkdtempSync(join(tmpdir(), 'helm-random-'));
const names =
  values.only?.split(',') ??
  Array.from({ length: Number(values.count) }, (_, index) => `r-${index}`);
const programs = {
  helmController: values['helm-controller'],
  sourceController: values['source-controller'],
};

async function startSide(side) {
  const logs = join(out, side);
  const stage = await Stage.start({ programs, charts: makeCharts(), logs });
  await stage.startSide(side, ['--concurrent=10']);
  return { stage, folder: logs };
}

/** @returns lines that say what differs */
function* compareCase(name, test, folders) {
  const [a, b] = folders.map(folder => readCase(join(folder, name), test));
  for (const part of new Set([...Object.keys(a), ...Object.keys(b)])) {
    for (const line of differences(a[part], b[part])) {
      if (!knownReason(name, `${part}${line}`)) yield `${part}${line}`;
    }
  }
}

const sum = { played: 0, different: 0, late: 0 };
async function playCase(sides, name) {
  const test = randomCase(`${seed} ${name}`, name);
  const readmes = await Promise.all(
    sides.map(({ stage, folder }) =>
      recordCase(stage, name, { test, out: folder, helm }),
    ),
  );
  const late = readmes.filter(line => line.includes('LATE'));
  sum.played += 1;
  // What both try again and again is at another place at any moment.
  if (late.length === sides.length) {
    sum.late += 1;
    return;
  }
  const folders = sides.map(({ folder }) => folder);
  const lines = [...compareCase(name, test, folders)];
  late.forEach(line => say(`LATE: ${line}`));
  if (lines.length === 0) return;
  sum.different += 1;
  say(`DIFFERENT: ${readmes[0]}`);
  lines.slice(0, SHOWN).forEach(line => say(`  ${line.slice(0, 500)}`));
}

const sides = [];
try {
  for (const side of ['flux', 'ours']) sides.push(await startSide(side));
  say(`records are in ${out}`);
  await inParallel(names, Number(values.parallel), name =>
    playCase(sides, name).catch(error => {
      sum.different += 1;
      say(`${name}: ${error.stack}`);
    }),
  );
} finally {
  for (const { stage } of sides) await stage.close();
}
say(
  `${sum.played} random releases, ${sum.different} different, ${sum.late} at rest on neither side`,
);
process.exit(sum.different > 0 ? 1 : 0);
