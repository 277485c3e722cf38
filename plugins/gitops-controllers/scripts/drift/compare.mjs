// Compares what the HelmRelease controller finds about drift of random objects
// under random rules with Flux's own package (needs Go).
//
//   node plugins/gitops-controllers/scripts/drift/compare.mjs
//        [--seed 1] [--count 2000] [--stop 5]
//
// Both must find the same kind of drift and write the same patch, with the
// same counts, or both must fail. A patch of Flux that replaces an object or
// its metadata as a whole is compared by its counts alone: ours keeps such
// changes apart, and has none where all that it would do is remove labels.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { goProgram } from '../../../../test/oracle/goProgram.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { LineServer } from '../../../../test/oracle/LineServer.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { Random } from '../../../../test/random/src/index.js';
import { randomDrift } from './objects.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    stop: { type: 'string', default: '5' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const cache = join(resolve(here, '../../../..'), 'node_modules/.cache/drift');
const say = text => process.stdout.write(`${text}\n`);

function startOurs() {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, 'server.cjs');
  createRequire(import.meta.url)('esbuild').buildSync({
    entryPoints: [join(here, 'server.ts')],
    bundle: true,
    platform: 'node',
    external: ['*.node'],
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    outfile,
    logLevel: 'error',
  });
  return new LineServer(process.execPath, [outfile]);
}

const OPERATIONS = ['add', 'replace', 'remove'];
const countsOf = patch =>
  OPERATIONS.map(op => patch.filter(one => one.op === op).length);
const replacesWhole = patch =>
  patch.some(({ path }) => path === '' || path === '/metadata');

function isSame(ours, theirs) {
  if (ours.crashed || theirs.crashed) return false;
  if (theirs.error !== undefined) return ours.error !== undefined;
  if (ours.error !== undefined) return false;
  if (ours.type === 'none' && theirs.type === 'update') {
    return theirs.patch.every(({ path }) => path === '/metadata');
  }
  if (ours.type !== theirs.type) return false;
  if (theirs.type !== 'update') return true;
  const isCounted = isDeepStrictEqual(ours.counts, countsOf(theirs.patch));
  return (
    isCounted &&
    (replacesWhole(theirs.patch) || isDeepStrictEqual(ours.patch, theirs.patch))
  );
}

const ours = startOurs();
const judge = new LineServer(goProgram('flux-helm'));
const totals = { failed: 0, wholes: 0, different: 0 };
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.count); seed++) {
  const asked = JSON.stringify(randomDrift(new Random(seed)));
  const [mine, theirs] = await Promise.all([ours.ask(asked), judge.ask(asked)]);
  const type = theirs.error === undefined ? theirs.type : 'failed';
  totals[type] = (totals[type] ?? 0) + 1;
  if (type === 'update' && replacesWhole(theirs.patch)) totals.wholes += 1;
  if (isSame(mine, theirs)) continue;
  totals.different += 1;
  say(`seed ${seed}\n${asked}`);
  say(`ours   ${JSON.stringify(mine)}\ntheirs ${JSON.stringify(theirs)}`);
  if (totals.different >= Number(values.stop)) break;
}
ours.close();
judge.close();
say(JSON.stringify(totals));
process.exitCode = totals.different === 0 ? 0 : 1;
