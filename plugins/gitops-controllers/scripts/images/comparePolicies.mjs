/**
 * Chooses tags of random sets by random policies, and compares with the Go
 * libraries that Flux uses:
 *
 *   node plugins/gitops-controllers/scripts/images/comparePolicies.mjs
 *     [--count 20000] [--seed 1]
 *
 * It needs Go. The exit code is 1 when anything differs.
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { load } from '../../../../benchmarks/load.mjs';
import { goProgram } from '../../../../test/oracle/goProgram.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { RandomPolicies } from './RandomPolicies.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const { readPolicy } = await load(join(here, 'choose.ts'));
const { signal } = new AbortController();
const say = line => process.stdout.write(`${line}\n`);

/** Texts of Flux around those of Go. */
const PREFIXES = [
  [/^invalid policy: /, 'range: '],
  [
    /^failed to filter tags: invalid regular expression pattern '.*?': (?=error parsing)/s,
    'pattern: ',
  ],
  [
    /^failed to parse invalid numeric value '(.*)'$/s,
    (_, text) => `number: ${JSON.stringify(text)}`,
  ],
  [/^(version list argument|unable to determine).*$/s, 'nothing'],
];

function toQuestion({ policy, filterTags }, tags) {
  const [[name, fields]] = Object.entries(policy);
  return {
    ...{ tags, policy: name, range: fields.range ?? '' },
    ...{ desc: fields.order === 'desc', filter: filterTags !== undefined },
    ...{ pattern: '', extract: '', ...filterTags },
  };
}

async function chooseOurs(spec, tags) {
  try {
    return { tag: await readPolicy(spec)(tags, signal) };
  } catch (error) {
    if (!['TagError', 'InvalidPolicyError'].includes(error.name)) throw error;
    const message = PREFIXES.reduce(
      (text, [pattern, by]) => text.replace(pattern, by),
      error.message,
    );
    return { error: message };
  }
}

const random = new RandomPolicies(values.seed);
const cases = Array.from({ length: Number(values.count) }, () => {
  const { spec, tags } = random.next(true);
  return { spec, tags: tags.sort().reverse() };
});
const input = cases
  .map(({ spec, tags }) => JSON.stringify(toQuestion(spec, tags)))
  .join('\n');
const theirs = execFileSync(goProgram('image-policy'), [], {
  input,
  maxBuffer: 1 << 30,
})
  .toString()
  .trim()
  .split('\n')
  .map(line => JSON.parse(line));
let failures = 0;
let chosen = 0;
for (const [index, { spec, tags }] of cases.entries()) {
  const ours = await chooseOurs(spec, tags);
  chosen += ours.tag === undefined ? 0 : 1;
  if (JSON.stringify(ours) === JSON.stringify(theirs[index])) continue;
  failures += 1;
  if (failures <= 5) {
    say(JSON.stringify({ spec, tags, ours, go: theirs[index] }));
  }
}
say(
  `${cases.length} policies, ${chosen} of them choose, ${failures} different`,
);
process.exitCode = failures > 0 ? 1 : 0;
