// Compares random templates over random data with Go:
//
//   node packages/go-template/scripts/fuzz.mjs [--seed 1] [--count 10000] [--slow]
//
// Needs Go (for the judge in test/oracle/go-template). Prints every difference
// after shrinking its template and data, and how often each function ran
// without an error. The exit code is 1 when there is a difference, when a
// function never ran (from 10,000 templates on), or when less than three
// quarters rendered. `--slow` adds RSA keys, bcrypt and scrypt.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { isSame, Judge } from './fuzz/judge.mjs';
import { randomCase } from './fuzz/randomCase.mjs';
import { shrinkData, shrinkText, shrinkTree } from './fuzz/shrink.mjs';
import { buildOracle } from './oracle.mjs';

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    show: { type: 'string', default: '20' },
    slow: { type: 'boolean', default: false },
  },
});
const [seed, count] = [Number(options.seed), Number(options.count)];
const BATCH = 500;
const PROGRESS = 5000;
const SHARE_RENDERED = 0.75;
const ENOUGH_FOR_COVERAGE = 10_000;
/** Reached with `--slow` only. */
const SLOW = [
  'bcrypt',
  'htpasswd',
  'derivePassword',
  'genCA',
  'genSelfSignedCert',
  'genSignedCert',
];
/** Ends the template by an error, or is run by the language itself. */
const NEVER_RETURNS = ['fail', 'and', 'or'];

const print = line => process.stdout.write(`${line}\n`);
const program = buildOracle();
if (program === undefined) {
  process.stderr.write('fuzz: needs Go\n');
  process.exit(1);
}
const { countingFunctions, runCase } = await load(
  join(packageDir, 'src/testing/fuzz.ts'),
);
const counts = new Map();
const judge = new Judge(program, {
  runCase,
  functions: countingFunctions(counts),
});
const totals = { same: 0, rendered: 0, unanswered: 0 };
let found = 0;
const unstable = [];

function compareBatch(cases) {
  const answers = judge.ask(cases.map(({ request }) => request));
  for (const [index, theirs] of answers.entries()) {
    if (theirs === undefined) {
      totals.unanswered++;
      continue;
    }
    if (theirs.error === undefined) totals.rendered++;
    const { request } = cases[index];
    if (isSame(theirs, judge.ours(request))) totals.same++;
    else if (judge.differs(request)) note(cases[index]);
    else unstable.push(request.template);
  }
}

/** Reports a difference; what shrinking it runs is not counted. */
function note(one) {
  found++;
  if (found > Number(options.show)) return;
  const before = [...counts];
  report(one);
  before.forEach(([name, times]) => counts.set(name, times));
}

function report({ tree, request }) {
  const still = changes => judge.differs({ ...request, ...changes });
  let { template } = request;
  if (tree)
    template = shrinkTree(tree, smaller => still({ template: smaller }));
  template = shrinkText(template, smaller => still({ template: smaller }));
  const data = shrinkData(request.data, smaller =>
    still({ template, data: smaller }),
  );
  const smallest = { ...request, template, data };
  print(
    JSON.stringify({
      ...smallest,
      theirs: judge.ask([smallest])[0],
      ours: judge.ours(smallest),
    }),
  );
}

for (let done = 0; done < count; done += BATCH) {
  if (done % PROGRESS === 0) {
    process.stderr.write(`${done} compared, ${found} different\n`);
  }
  const size = Math.min(BATCH, count - done);
  compareBatch(
    Array.from({ length: size }, (_, i) =>
      randomCase(seed, done + i, { isSlow: options.slow }),
    ),
  );
}
unstable.slice(0, 5).forEach(template => print(`unstable: ${template}`));
const table = [...counts].sort(([, a], [, b]) => a - b);
print(table.map(([name, times]) => `${name} ${times}`).join(', '));
const missed = table
  .filter(([name, times]) => times === 0 && !NEVER_RETURNS.includes(name))
  .filter(([name]) => options.slow || !SLOW.includes(name))
  .map(([name]) => name);
const share = totals.rendered / count;
print(
  `${totals.same} same, ${found} different, ${unstable.length} unstable in Go, ` +
    `${totals.unanswered} not answered by Go in time; ${(share * 100).toFixed(
      1,
    )} % rendered; ` +
    `never ran: ${missed.join(' ') || 'none'}`,
);
const isCovered = count < ENOUGH_FOR_COVERAGE || missed.length === 0;
process.exitCode = found === 0 && isCovered && share >= SHARE_RENDERED ? 0 : 1;
