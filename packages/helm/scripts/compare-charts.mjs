// Compares `gitops helm template` with the real Helm over folders of charts:
//
//   node packages/helm/scripts/compare-charts.mjs --helm HELM FOLDER…
//     [--runs 3]      random command lines for each chart, besides its defaults
//                     and each file of its ci/ folder
//     [--seed 1]      of the random changes of values and flags
//     [--jobs 2]      Helm processes at once; ours runs in this process
//     [--only TEXT]   charts whose path contains the text
//     [--report DIR]  where differences are written, each as case, theirs, ours
//
// Output is compared byte for byte, the exit status, and the error text where
// Helm refuses. What differs between two runs of Helm itself is compared by
// shape. The exit code is 1 when anything differs.
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ciValues, findCharts } from './compare/findCharts.mjs';
import { judge } from './compare/judge.mjs';
import { DependencyPacker } from './compare/packDependencies.mjs';
import { randomFlags } from './compare/randomFlags.mjs';
import {
  leavesOf,
  randomOverrides,
  toValuesText,
} from './compare/randomOverrides.mjs';
import { Random } from '@backstage-gitops/random';
import {
  cleanEnvironment,
  loadDecode,
  loadOurs,
  runHelm,
} from './compare/runners.mjs';
import { shrink } from './compare/shrink.mjs';

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    helm: { type: 'string' },
    runs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    report: { type: 'string' },
  },
});
if (!options.helm || folders.length === 0) {
  process.stderr.write('usage: compare-charts.mjs --helm HELM FOLDER…\n');
  process.exit(2);
}

/** Outcomes that are no difference; see judge.mjs. */
const EXPLAINED = ['equal', 'shape', 'order', 'network'];
const env = cleanEnvironment();
const decode = await loadDecode();
const ask = {
  helm: words => runHelm(options.helm, words, env),
  ours: await loadOurs(env),
};
const scratch = mkdtempSync(join(tmpdir(), 'helm-compare-values-'));
const charts = folders.flatMap(folder => findCharts(resolve(folder)));
const packer = new DependencyPacker(charts, decode);
const counts = {};
const distinct = new Set();
let reported = 0;
let files = 0;

/** All command lines of one chart. */
function* casesOf(original) {
  const chart = packer.complete(original);
  const leaves = allLeaves(chart, []);
  const base = { original, chart, overrides: [], flags: [], files: [] };
  yield base;
  for (const file of ciValues(original)) {
    yield { ...base, files: [file] };
  }
  const random = new Random(`${options.seed} ${original}`);
  for (let left = Number(options.runs); left > 0; left--) {
    const overrides = randomOverrides(random, leaves);
    yield { ...base, overrides, flags: flagsOf(random, chart, leaves) };
  }
}

function flagsOf(random, chart, leaves) {
  try {
    return randomFlags(random, chart, leaves);
  } catch {
    return []; // no folder of templates to choose from
  }
}

function allLeaves(chart, path) {
  let values = {};
  try {
    values = decode(readFileSync(join(chart, 'values.yaml'), 'utf8')) ?? {};
  } catch {
    // No values, or none that can be read: there is nothing to change.
  }
  const nested =
    path.length > 2
      ? []
      : packer
          .subcharts(chart)
          .flatMap(sub => allLeaves(sub.chart, [...path, sub.key]));
  return [...leavesOf(values, path), ...nested];
}

function wordsOf({ chart, flags, overrides, files: given }) {
  const words = ['rel', chart, ...given.flatMap(file => ['-f', file])];
  if (overrides.length > 0) {
    const path = join(scratch, `values-${files++}.yaml`);
    writeFileSync(path, toValuesText(overrides));
    words.push('-f', path);
  }
  return [...words, ...flags.flat()];
}

async function run(item) {
  const text = JSON.stringify([item.chart, item.flags, item.files]);
  distinct.add(
    createHash('sha256')
      .update(text + toValuesText(item.overrides))
      .digest('hex'),
  );
  const { kind } = await judge(wordsOf(item), ask);
  counts[kind] = (counts[kind] ?? 0) + 1;
  if (!EXPLAINED.includes(kind)) {
    await report(item, kind);
  }
}

async function report(item, kind) {
  const small = await shrink(
    item,
    kind,
    async other => (await judge(wordsOf(other), ask)).kind,
  );
  const words = wordsOf(small);
  const { theirs, our } = await judge(words, ask);
  const number = reported++;
  process.stdout.write(
    `difference ${number} (${kind}) ${small.original}\n  ${words.join(' ')}\n`,
  );
  if (options.report) {
    const path = join(options.report, String(number));
    mkdirSync(options.report, { recursive: true });
    const values = toValuesText(small.overrides);
    writeFileSync(
      `${path}.case`,
      `${kind}\n${small.original}\n${JSON.stringify(words)}\n${values}`,
    );
    writeFileSync(`${path}.helm`, `${theirs.stdout}${theirs.stderr}`);
    writeFileSync(`${path}.ours`, `${our.stdout}${our.stderr}`);
  }
}

function progress(done) {
  process.stderr.write(`${done} of ${wanted.length}: ${summary()}\n`);
}

function summary() {
  return JSON.stringify({ distinct: distinct.size, ...counts });
}

const wanted = charts.filter(chart => chart.includes(options.only));
let next = 0;
async function work() {
  while (next < wanted.length) {
    const chart = wanted[next++];
    for (const item of casesOf(chart)) {
      await run(item);
    }
    if (next % 20 === 0) {
      progress(next);
    }
  }
}
await Promise.all(Array.from({ length: Number(options.jobs) }, work));
[scratch, packer.folder, env.HOME].forEach(folder =>
  rmSync(folder, { recursive: true, force: true }),
);
process.stdout.write(
  `${wanted.length} charts, ${
    packer.dropped
  } dependencies not at hand: ${summary()}\n`,
);
process.exitCode = reported > 0 ? 1 : 0;
