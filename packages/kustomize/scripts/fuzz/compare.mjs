// Compares random builds with the real kustomize.
//
//   node packages/kustomize/scripts/fuzz/compare.mjs [--seed 1] [--count 1000]
//        [--stop 5] [--no-shrink] [--judge /path/to/kubectl]
//
// The judge is kustomize's own library, compiled with Go, or the binary of
// --judge in a process each. Both must give the same text, or both must fail.
// With kubectl builds with replacements or managedByLabel are left out.
// A difference is shrunk and printed. One line tells of every 1,000 builds.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomBuild } from './overlays.mjs';
import { compare, panicked, startServers } from './servers.mjs';
import { shrink } from './shrink.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    stop: { type: 'string', default: '5' },
    'no-shrink': { type: 'boolean', default: false },
    judge: { type: 'string' },
    errors: { type: 'boolean', default: false },
  },
});
const work = mkdtempSync(join(tmpdir(), 'kustomize-fuzz-'));
const servers = startServers(values.judge);
/** What kustomize changed after the release in kubectl: no case for that judge. */
const CHANGED_SINCE = values.judge?.endsWith('kubectl')
  ? /managedByLabel|eplacement/
  : undefined;
const isSkipped = ({ files }) =>
  CHANGED_SINCE !== undefined &&
  Object.values(files).some(text => CHANGED_SINCE.test(text));
const totals = { same: 0, bothFailed: 0, judgePanicked: 0, different: 0 };
const say = text => process.stdout.write(`${text}\n`);

async function run({ files, top }) {
  const directory = join(work, 'case');
  rmSync(directory, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const isFresh = Object.values(files).some(text => text.includes('openapi'));
  return compare(servers, join(directory, top), isFresh);
}

async function tell(seed, build) {
  const isDifferent = async files => {
    const result = await run({ ...build, files });
    return result.isDifferent && !result.judge.crashed;
  };
  const files = values['no-shrink']
    ? build.files
    : await shrink(build.files, isDifferent);
  const { ours, judge } = await run({ ...build, files });
  say(`\n=== seed ${seed}, build ${build.top}`);
  for (const [path, text] of Object.entries(files)) {
    if (text.trim() !== '') say(`--- ${path}\n${text}`);
  }
  say(`ours:\n${ours.stack ?? ours.error ?? ours.yaml}`);
  say(`judge:\n${judge.error ?? judge.yaml}`);
}

function kindOf(judge) {
  if (judge.error === undefined) return 'same';
  return panicked(judge) ? 'judgePanicked' : 'bothFailed';
}

const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.count); seed++) {
  const build = randomBuild(seed);
  if (isSkipped(build)) continue;
  const { isDifferent, ours, judge } = await run(build);
  if (isDifferent) {
    totals.different += 1;
    await tell(seed, build);
    if (totals.different >= Number(values.stop)) break;
  } else {
    totals[kindOf(judge)] += 1;
    if (values.errors && ours.error !== undefined) {
      say(`${seed} ours:  ${ours.error}`);
      say(`${seed} judge: ${judge.error.split('\n')[0]}`);
    }
  }
  if ((seed - first + 1) % 1000 === 0)
    say(`${seed - first + 1} builds: ${JSON.stringify(totals)}`);
}
say(JSON.stringify(totals));
servers.close();
rmSync(work, { recursive: true, force: true });
process.exitCode = totals.different === 0 ? 0 : 1;
