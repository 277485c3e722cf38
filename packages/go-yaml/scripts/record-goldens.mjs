/* eslint-disable no-console */
/**
 * Records what the Go libraries answer for random documents, so that the
 * tests can compare where Go is not installed.
 *
 *   node packages/go-yaml/scripts/record-goldens.mjs
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../test/oracle/goProgram.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { ValueGenerator, YamlGenerator } = await load(
  join(here, '../src/testing/index.ts'),
);

const questions = [];
for (let seed = 0; seed < 160; seed++) {
  const text = new YamlGenerator(new Random(seed)).text();
  if (text.length > 1500 || !text.isWellFormed()) continue;
  for (const op of ['roundtrip', 'wide', 'decode', 'sigs', 'strict']) {
    questions.push({ op, text });
  }
  const value = new ValueGenerator(new Random(seed)).text();
  questions.push({ op: 'marshal', text: value });
}
const answers = execFileSync(goProgram('go-yaml'), {
  input: questions.map(question => `${JSON.stringify(question)}\n`).join(''),
  maxBuffer: 64 * 1024 * 1024,
})
  .toString()
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line));

const goldens = [];
questions.forEach(({ op, text }, i) => {
  const { out, err = '' } = answers[i];
  // Go prints such values in random order.
  if (/map key|unhashable/.test(err)) return;
  const last = goldens[goldens.length - 1];
  const golden = last?.text === text ? last : { text, answers: {} };
  if (golden !== last) goldens.push(golden);
  golden.answers[op] = err ? { err } : { out };
});
writeFileSync(
  join(here, '../src/testing/goldens.json'),
  `${JSON.stringify(goldens, null, 1)}\n`,
);
console.log(`${goldens.length} documents`);
