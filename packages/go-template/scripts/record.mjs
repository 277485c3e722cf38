/**
 * Records what Go answers to the cases of scripts/cases into testdata/.
 * Cases whose answer changes from run to run (pointers) are left out.
 *
 * Usage: node scripts/record.mjs
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCases } from './cases.mjs';
import { askOracle, buildOracle } from './oracle.mjs';

const target = join(dirname(fileURLToPath(import.meta.url)), '../testdata');
const program = buildOracle();
if (!program) {
  throw new Error('Go is needed to record what Go answers');
}
mkdirSync(target, { recursive: true });
let total = 0;
for (const [group, cases] of Object.entries(buildCases())) {
  const first = askOracle(program, cases);
  const second = askOracle(program, cases);
  const recorded = cases
    .map(({ template, missingKey }, i) => ({
      template,
      missingKey,
      output: first[i].output,
      error: first[i].error,
    }))
    .filter(
      (item, i) =>
        item.output === second[i].output && item.error === second[i].error,
    );
  const lines = recorded.map(item => `    ${JSON.stringify(item)}`);
  const data = JSON.stringify(cases[0].data);
  writeFileSync(
    join(target, `${group}.json`),
    `{\n  "data": ${data},\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`,
  );
  total += recorded.length;
}
process.stdout.write(`${total} cases recorded\n`);
