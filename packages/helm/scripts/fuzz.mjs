// Compares the --set family, the layering of values and the reading of
// repository indexes with Helm's packages:
//
//   node packages/helm/scripts/fuzz.mjs [--seed 1] [--lines 20000] [--charts 5000] [--indexes 3000]
//
// Needs Go (for the judge in test/oracle/helm-engine). Prints what differs;
// the exit code is 1 when something does.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../test/oracle/goProgram.mjs';
import { Random } from '@backstage-gitops/random';
import { randomIndex } from './fuzz/randomIndex.mjs';
import { randomLayers } from './fuzz/randomLayers.mjs';
import { randomLine } from './fuzz/randomSet.mjs';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    lines: { type: 'string', default: '20000' },
    charts: { type: 'string', default: '5000' },
    indexes: { type: 'string', default: '3000' },
  },
});
const FLAGS = ['set', 'set-string', 'set-json', 'set-literal', 'set-file'];
/** Values that contain themselves end Helm with a stack overflow. */
const CRASH = 'crash';
/** The smallest that differ are printed. */
const SHOWN = 5;
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const { answerIndex, answerSet, answerValues } = await load(
  join(root, 'packages/helm/src/testing/answers.ts'),
);
const random = new Random(options.seed);
let differences = 0;

/** Answers in order; where the program crashes, the rest is asked anew. */
function askJudge(program, mode, questions) {
  const answers = [];
  while (answers.length < questions.length) {
    const { status, stdout } = spawnSync(program, [mode], {
      input: questions
        .slice(answers.length)
        .map(item => JSON.stringify(item))
        .join('\n'),
      maxBuffer: 1 << 30,
    });
    const lines = stdout.toString().split('\n').slice(0, -1);
    lines.forEach(line => answers.push(JSON.parse(line)));
    if (status !== 0) {
      answers.push({ error: CRASH });
    }
  }
  return answers;
}

function compare(name, questions, [theirs, ours]) {
  const differing = [...questions.keys()].filter(
    index =>
      !isCrash(theirs[index]) && !isDeepStrictEqual(theirs[index], ours[index]),
  );
  const smallest = differing
    .map(index => ({
      question: questions[index],
      theirs: theirs[index],
      ours: ours[index],
    }))
    .sort((a, b) => sizeOf(a) - sizeOf(b))
    .slice(0, SHOWN);
  for (const item of smallest) {
    process.stdout.write(`${JSON.stringify(item, undefined, 2)}\n`);
  }
  const refused = theirs.filter(answer => answer.error).length;
  const crashes = theirs.filter(isCrash).length;
  process.stdout.write(
    `${name}: ${questions.length} (${refused} refused by Helm, ${crashes} of them by a crash), ${differing.length} differences\n`,
  );
  differences += differing.length;
}

/** Helm itself crashes: there is nothing to be equal to. */
function isCrash(answer) {
  return answer.error === CRASH;
}

function sizeOf({ question }) {
  return JSON.stringify(question).length;
}

const judge = goProgram('helm-engine');
const lines = Array.from({ length: Number(options.lines) }, () => ({
  flag: random.pick(FLAGS),
  lines: Array.from({ length: 1 + random.below(2) }, () => randomLine(random)),
}));
compare('lines', lines, [askJudge(judge, 'set', lines), lines.map(answerSet)]);
const charts = Array.from({ length: Number(options.charts) }, () =>
  randomLayers(random),
);
compare('charts', charts, [
  askJudge(judge, 'values', charts),
  charts.map(answerValues),
]);
const indexes = Array.from({ length: Number(options.indexes) }, () =>
  randomIndex(random),
);
compare('indexes', indexes, [
  askJudge(judge, 'index', indexes),
  indexes.map(answerIndex),
]);
process.exitCode = differences > 0 ? 1 : 0;
