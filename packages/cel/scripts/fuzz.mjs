// Compares random expressions over random objects with cel-go and the API
// server's libraries:
//
//   node packages/cel/scripts/fuzz.mjs [--seed 1] [--count 20000] [--mode parse]
//
// Needs Go (for the judge in test/oracle/cel). Prints what differs, then how
// many had a value, and how many failures have the same text. The exit code is
// 1 when a value or a failure differs.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { buildJudge } from './judge.mjs';

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20000' },
    mode: { type: 'string' },
    show: { type: 'string', default: '20' },
  },
});
const MODES = ['parse', 'check', 'kubernetes', 'extensions'];
const BATCH = 2000;
const print = line => process.stdout.write(`${line}\n`);

const ask = buildJudge();
const { RandomExpressions, answer, isSame } = await load(
  join(packageDir, 'src/testing/index.ts'),
);
const expressions = new RandomExpressions(new Random(Number(options.seed)));
const totals = { asked: 0, values: 0, errors: 0, sameText: 0, different: 0 };

function compare(question, theirs) {
  const ours = answer(question);
  totals.asked++;
  if (theirs.error === undefined) totals.values++;
  else {
    totals.errors++;
    if (theirs.error === ours.error) totals.sameText++;
  }
  if (isSame(question, ours, theirs)) return;
  totals.different++;
  if (totals.different > Number(options.show)) return;
  const self = JSON.stringify(question.variables.self);
  print(`${question.mode}: ${question.expression}\n  self: ${self}`);
  print(
    `  ours:   ${JSON.stringify(ours)}\n  theirs: ${JSON.stringify(theirs)}`,
  );
}

while (totals.asked < Number(options.count)) {
  const questions = Array.from({ length: BATCH }, (_, index) =>
    expressions.question(options.mode ?? MODES[index % MODES.length]),
  );
  const answers = ask(questions);
  questions.forEach((question, index) => compare(question, answers[index]));
}
print(
  `${totals.asked} expressions (seed ${options.seed}): ${totals.values} with a value, ${totals.errors} failures (${totals.sameText} with the same text), ${totals.different} different`,
);
process.exitCode = totals.different > 0 ? 1 : 0;
