/**
 * Updates random YAML texts with marked values, and checks that nothing but
 * those values has changed, in the bytes and in what a parser reads:
 *
 *     node plugins/gitops-controllers/scripts/images/fuzzSetters.mjs [--seed 1] [--cases 20000]
 *
 * Prints the first text that fails; the exit code is 1 when one does.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';
import { Random } from '@backstage-gitops/random';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    cases: { type: 'string', default: '20000' },
  },
});
const folder = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../src/controllers/imageupdateautomation/setters',
);
const { settersOf, updateText } = await load(join(folder, 'index.ts'));
const { checkManifest, isYaml } = await load(
  join(folder, 'testing/checkManifest.ts'),
);
const { randomManifest } = await load(
  join(folder, 'testing/randomManifest.ts'),
);
const { RANDOM_IMAGES } = await load(join(folder, 'testing/randomImages.ts'));

const random = new Random(options.seed);
const setters = settersOf(RANDOM_IMAGES);
const counts = { texts: 0, notYaml: 0, updated: 0, changes: 0 };
while (counts.texts < Number(options.cases)) {
  const manifest = randomManifest(random);
  if (!isYaml(manifest)) {
    counts.notYaml += 1;
    continue;
  }
  counts.texts += 1;
  const { changes } = updateText(manifest.text, setters);
  counts.updated += changes.length > 0 ? 1 : 0;
  counts.changes += changes.length;
  const fault = checkManifest(manifest, setters);
  if (fault) {
    console.log(`${fault}\n${JSON.stringify(manifest.text)}`);
    process.exitCode = 1;
    break;
  }
}
console.log(counts);
