// Compares how random releases are read and written with Helm's own storage
// driver, byte for byte and both ways, digests included:
//
//   node packages/helm-release/scripts/fuzz.mjs [--seed 1] [--releases 20000]
//
// Needs Go (for the judge in test/oracle/helm-release). Prints what differs;
// the exit code is 1 when something does.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../test/oracle/goProgram.mjs';
import { Random } from '@backstage-gitops/random';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    releases: { type: 'string', default: '20000' },
  },
});
const BATCH = 2000;
/** The smallest that differ are printed. */
const SHOWN = 3;
const sources = join(dirname(fileURLToPath(import.meta.url)), '../src/testing');
const { compareWithGo } = await load(join(sources, 'compareWithGo.ts'));
const { randomRelease } = await load(join(sources, 'randomRelease.ts'));

const judge = goProgram('helm-release');
const random = new Random(options.seed);
const total = Number(options.releases);
const found = [];
let refusals = 0;
for (let done = 0; done < total; done += BATCH) {
  const count = Math.min(BATCH, total - done);
  const releases = random.times(count, () => randomRelease(random));
  const { refused, differences } = await compareWithGo(judge, releases);
  refusals += refused;
  found.push(...differences);
}
found.sort((a, b) => a.release.length - b.release.length);
for (const difference of found.slice(0, SHOWN)) {
  process.stdout.write(`${JSON.stringify(difference, undefined, 2)}\n`);
}
process.stdout.write(
  `${total} releases (${refusals} refused by Helm), ${found.length} differences\n`,
);
process.exitCode = found.length > 0 ? 1 : 0;
