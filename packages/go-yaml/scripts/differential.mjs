/* eslint-disable no-console */
/**
 * Compares this package with the Go libraries on random documents.
 *
 *   node packages/go-yaml/scripts/differential.mjs [--count 1000] [--seed 1] [--ops op,op…]
 *
 * Operations: roundtrip, wide, decode, sigs, strict, marshal. Needs Go (for
 * the judge in test/oracle/go-yaml).
 *
 * Prints every difference with the shortest document that shows it, and
 * exits 1 if there is one.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../test/oracle/goProgram.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { LineServer } from '../../../test/oracle/LineServer.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const {
  values: { count, seed, ops },
} = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    ops: { type: 'string', default: 'roundtrip,wide,sigs,strict' },
  },
});

const { YamlGenerator, ValueGenerator, answer } = await load(
  join(root, 'packages/go-yaml/src/testing/index.ts'),
);
const judge = new LineServer(goProgram('go-yaml'));

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Leaves out of an error what cannot be compared: values printed with Go's own
 * types in random order, and lines of a JSON text that nobody sees.
 */
function plain(error = '') {
  return error
    .replace(/line \d+: (did not find expected ',' or '}')/, '$1')
    .replace('runtime error: hash of unhashable type', 'invalid map key')
    .replace(
      /((?:unsupported|invalid) map key|hash of unhashable type)[^]*/,
      '$1',
    );
}

async function differs(op, text) {
  if (op === 'marshal' && !isJson(text)) return undefined;
  if (!text.isWellFormed()) return undefined;
  const theirs = await judge.ask(JSON.stringify({ op, text }));
  const ours = answer(op, text);
  if (theirs.err?.startsWith('panic')) {
    return undefined;
  }
  return theirs.out === ours.out && plain(theirs.err) === plain(ours.err)
    ? undefined
    : { theirs, ours };
}

/** Removes ever smaller pieces while the difference stays. */
async function shrink(op, text, wantsError) {
  let best = text;
  for (let size = Math.ceil(best.length / 2); size >= 1; ) {
    let removed = false;
    for (let at = 0; at < best.length; ) {
      const candidate = best.slice(0, at) + best.slice(at + size);
      const found = await differs(op, candidate);
      if (found && !!found.theirs.err === wantsError) {
        best = candidate;
        removed = true;
      } else {
        at += size;
      }
    }
    if (!removed || size > 1) size = size === 1 ? 0 : Math.floor(size / 2);
  }
  return best;
}

let failures = 0;
const seen = new Set();
for (let i = 0; i < Number(count) && failures < 12; i++) {
  const documentSeed = Number(seed) * 1000003 + i;
  for (const op of ops.split(',')) {
    const Generator = op === 'marshal' ? ValueGenerator : YamlGenerator;
    const text = new Generator(new Random(documentSeed)).text();
    const found = await differs(op, text);
    if (!found) continue;
    const small = await shrink(op, text, !!found.theirs.err);
    const difference = await differs(op, small);
    if (!difference) continue;
    const key = JSON.stringify(small);
    if (seen.has(key)) continue;
    seen.add(key);
    failures++;
    console.log(`--- ${op} #${i}: ${key}`);
    console.log('  Go: ', JSON.stringify(difference.theirs));
    console.log('  own:', JSON.stringify(difference.ours));
  }
}
judge.close();
console.log(`${count} documents, ${failures} differences`);
process.exitCode = failures ? 1 : 0;
