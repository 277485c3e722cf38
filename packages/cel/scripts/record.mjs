// Writes down what cel-go and the API server's libraries answer to the
// expressions of cases.mjs, for src/recorded.test.ts:
//
//   node packages/cel/scripts/record.mjs
//
// Needs Go (for the judge in test/oracle/cel).
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { CASES, VARIABLES } from './cases.mjs';
import { buildJudge } from './judge.mjs';

const sources = join(dirname(fileURLToPath(import.meta.url)), '../src');
const MODES = ['parse', 'check', 'kubernetes', 'extensions'];
const RANDOM_PER_MODE = 100;
/** Longer ones are no better, only longer. */
const MAX_LENGTH = 200;

const ask = buildJudge();

const record = (item, { value, error, stage }) =>
  error === undefined ? { ...item, value } : { ...item, error, stage };

function write(name, content) {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(join(sources, 'testdata', name), text);
}

const answers = ask(CASES.map(item => ({ ...item, variables: VARIABLES })));
const rows = CASES.map((item, index) => record(item, answers[index]));
write('recorded.json', { variables: VARIABLES, rows });

const { RandomExpressions } = await load(join(sources, 'testing/index.ts'));
const expressions = new RandomExpressions(new Random('recorded'));

function questionsOf(mode) {
  const questions = [];
  while (questions.length < RANDOM_PER_MODE) {
    const question = expressions.question(mode);
    if (question.expression.length <= MAX_LENGTH) questions.push(question);
  }
  return questions;
}

const questions = MODES.flatMap(questionsOf);
const random = ask(questions);
write(
  'random.json',
  questions.map((item, index) => record(item, random[index])),
);
process.stdout.write(`${rows.length} rows, ${questions.length} random ones\n`);
