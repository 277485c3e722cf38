/**
 * Records what Go answers to random templates (scripts/fuzz) into
 * testdata/random/cases.json. Left out are answers that change from run to
 * run, that depend on the clock, or that are long.
 *
 * Usage: node scripts/recordRandom.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { isSame, Judge } from './fuzz/judge.mjs';
import { randomCase } from './fuzz/randomCase.mjs';
import { buildOracle } from './oracle.mjs';

const SEED = 2024;
const TRIED = 1700;
const DATA_SETS = 40;
const LONGEST = 2000;
const A_YEAR = 365 * 86_400_000;

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
const program = buildOracle();
if (!program) {
  throw new Error('Go is needed to record what Go answers');
}
const { runCase } = await load(join(packageDir, 'src/testing/fuzz.ts'));
const judge = new Judge(program, { runCase });
const data = Array.from(
  { length: DATA_SETS },
  (_, i) => randomCase(SEED, i).request.data,
);
const requests = Array.from({ length: TRIED }, (_, i) => ({
  ...randomCase(SEED, i).request,
  data: data[i % DATA_SETS],
}));
const [first, second] = [judge.ask(requests), judge.ask(requests)];

function isLasting(request, i) {
  const answer = first[i];
  if (!answer || !second[i] || !isSame(answer, second[i])) return false;
  if (JSON.stringify(answer).length > LONGEST) return false;
  const clocks = [() => 0, () => A_YEAR].map(now => {
    try {
      return JSON.stringify(runCase(request, undefined, now));
    } catch {
      return 'crashed';
    }
  });
  return clocks[0] === clocks[1];
}

const lines = requests.flatMap((request, i) => {
  const { template, missingKey } = request;
  const { output, bytes, error } = first[i] ?? {};
  const recorded = { template, missingKey, data: i % DATA_SETS };
  return isLasting(request, i)
    ? [`    ${JSON.stringify({ ...recorded, output, bytes, error })}`]
    : [];
});
const dataLines = data.map(set => `    ${JSON.stringify(set)}`);
mkdirSync(join(packageDir, 'testdata/random'), { recursive: true });
writeFileSync(
  join(packageDir, 'testdata/random/cases.json'),
  `{\n  "data": [\n${dataLines.join(',\n')}\n  ],\n  "cases": [\n${lines.join(
    ',\n',
  )}\n  ]\n}\n`,
);
process.stdout.write(`${lines.length} random cases recorded\n`);
