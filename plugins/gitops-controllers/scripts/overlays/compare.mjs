// Compares what the Kustomization controller makes of random artifacts and
// specs with Flux's own package (needs Go).
//
//   node plugins/gitops-controllers/scripts/overlays/compare.mjs
//        [--seed 1] [--count 300] [--stop 5] [--errors]
//        [--judge FILE --age-key FILE]
//
// Both must write the same kustomization file and build the same bytes, or
// both must fail; --errors also shows where the words differ. With --age-key
// both decrypt; that needs --judge, see recordDecryption.mjs.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomOverlay } from './overlays.mjs';
import { startServers } from './servers.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '300' },
    stop: { type: 'string', default: '5' },
    errors: { type: 'boolean', default: false },
    judge: { type: 'string' },
    'age-key': { type: 'string' },
  },
});
const work = mkdtempSync(join(tmpdir(), 'overlays-'));
const servers = startServers(values.judge);
const key = values['age-key'];
const keys = key && { 'identity.agekey': readFileSync(key, 'utf8') };
const say = text => process.stdout.write(`${text}\n`);

function writeTree(files) {
  const root = join(work, 'case');
  rmSync(root, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

async function judge({ files, path, spec }) {
  const root = writeTree(files);
  const { yaml, ...answer } = await servers.judge.ask({
    root,
    path,
    spec,
    keys,
  });
  if (answer.error !== undefined) {
    return { ...answer, error: answer.error.replaceAll(root, '<root>') };
  }
  const hash = createHash('sha256')
    .update(yaml ?? '')
    .digest('hex');
  return { ...answer, digest: `sha256:${hash}`, yaml };
}

function isSame(ours, theirs) {
  if (ours.stack !== undefined) return false;
  return (
    ours.digest === theirs.digest &&
    ours.kustomization === theirs.kustomization &&
    (ours.error === undefined) === (theirs.error === undefined)
  );
}

const totals = { built: 0, refused: 0, otherWords: 0, different: 0 };
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.count); seed++) {
  const overlay = randomOverlay(seed);
  const [ours, theirs] = await Promise.all([
    servers.ours.ask({ ...overlay, keys }),
    judge(overlay),
  ]);
  if (!isSame(ours, theirs)) {
    totals.different += 1;
    say(`\n=== seed ${seed}: ${JSON.stringify(overlay, null, 1)}`);
    say(`ours: ${JSON.stringify(ours, null, 1)}`);
    say(`judge: ${JSON.stringify(theirs, null, 1)}`);
    if (totals.different >= Number(values.stop)) break;
    continue;
  }
  totals[theirs.error === undefined ? 'built' : 'refused'] += 1;
  if (ours.error !== theirs.error) {
    totals.otherWords += 1;
    if (values.errors)
      say(`${seed} ours:  ${ours.error}\n${seed} judge: ${theirs.error}`);
  }
}
say(JSON.stringify(totals));
servers.close();
rmSync(work, { recursive: true, force: true });
process.exitCode = totals.different === 0 ? 0 : 1;
