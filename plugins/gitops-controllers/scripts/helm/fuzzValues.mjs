/**
 * Compares the values that are composed for random HelmReleases with those of
 * the package that Flux's helm-controller uses:
 *
 *     node plugins/gitops-controllers/scripts/helm/fuzzValues.mjs [--seed 1] [--cases 5000]
 *
 * Needs Go (for the judge in test/oracle/chart-values). Prints what differs,
 * smallest first; the exit code is 1 when something does.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../../test/oracle/goProgram.mjs';
import { Random } from '@backstage-gitops/random';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '5000' },
  },
});
/** The smallest that differ are printed. */
const SHOWN = 6;
const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
const folder = 'plugins/gitops-controllers/src/controllers/helmrelease/testing';
const { answerValues } = await load(join(root, folder, 'answerValues.ts'));
const { randomValuesQuestion } = await load(
  join(root, folder, 'randomValuesQuestion.ts'),
);

const random = new Random(options.seed);
const questions = Array.from({ length: Number(options.cases) }, () =>
  randomValuesQuestion(random),
);
const { stdout, stderr } = spawnSync(goProgram('chart-values'), [], {
  input: questions.map(question => JSON.stringify(question)).join('\n'),
  maxBuffer: 1 << 30,
});
process.stderr.write(stderr);
const theirs = stdout
  .toString()
  .split('\n')
  .slice(0, -1)
  .map(line => {
    const { digest: _, ...answer } = JSON.parse(line);
    return answer;
  });
const ours = [];
for (const question of questions) ours.push(await answerValues(question));
const differing = questions
  .map((question, index) => ({
    question,
    theirs: theirs[index],
    ours: ours[index],
  }))
  .filter(item => !isDeepStrictEqual(item.theirs, item.ours))
  .sort(
    (a, b) =>
      JSON.stringify(a.question).length - JSON.stringify(b.question).length,
  );
for (const item of differing.slice(0, SHOWN)) {
  process.stdout.write(`${JSON.stringify(item, undefined, 1)}\n`);
}
const refused = theirs.filter(answer => answer.error).length;
process.stdout.write(
  `${questions.length} releases (${refused} refused by Flux's package), ${differing.length} differences\n`,
);
process.exitCode = differing.length > 0 ? 1 : 0;
