// Kills a process with kill -9 while it stores artifacts, and looks at what it
// has left: each file whole or absent, what was stored is there, nothing else.
//
//   node plugins/gitops-controllers/scripts/artifacts/killRounds.mjs
//        [--rounds 50] [--seed 1]
//
// The store is on disk. compare.mjs does the same with a bucket.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { bundleTests } from '../../../../scripts/bundleTests.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const NAME = 'artifact-rounds';
const BUNDLE = join(root, 'node_modules/.cache', NAME, 'main.cjs');
const MAX_MS = 600;

function* randomNumbers(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Runs the process for some time; what it had stored when it was killed. */
async function storeAndKill(settings, first, scratch, afterMs) {
  const child = spawn(
    process.execPath,
    [BUNDLE, 'store', JSON.stringify(settings), String(first), scratch],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise(done =>
    child.once('exit', (_, signal) => done(signal)),
  );
  const stored = [];
  const ready = new Promise(done => {
    createInterface({ input: child.stdout }).on('line', line => {
      if (line === 'ready') done();
      else stored.push(JSON.parse(line));
    });
  });
  await Promise.race([ready, ended]);
  await delay(afterMs);
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL')
    throw new Error('the process ended by itself');
  await new Promise(done => setImmediate(done));
  return stored;
}

/**
 * @param settings - `RoundSettings` of rounds.ts, without the directory
 * @param look - further problems after each round
 * @returns the numbers of rounds that were right and wrong
 */
export async function killRounds(settings, { rounds, seed, look = () => [] }) {
  const { checkStore } = await bundleTests(
    NAME,
    'plugins/gitops-controllers/scripts/artifacts/rounds.ts',
  );
  const scratch = mkdtempSync(join(tmpdir(), 'gitops-rounds-'));
  const directory = join(scratch, 'store');
  mkdirSync(directory);
  const random = randomNumbers(seed);
  const total = { passed: 0, failed: 0, stored: 0 };
  for (let round = 1; round <= rounds; round++) {
    const place = { ...settings, directory };
    const afterMs = Math.floor(random.next().value * MAX_MS);
    const stored = await storeAndKill(place, round * 10_000, scratch, afterMs);
    const problems = await checkStore(place, stored, scratch);
    problems.push(...look());
    total.stored += stored.length;
    total[problems.length === 0 ? 'passed' : 'failed'] += 1;
    for (const problem of problems) {
      process.stdout.write(`FAIL  seed ${seed} round ${round}: ${problem}\n`);
    }
  }
  rmSync(scratch, { recursive: true, force: true });
  return total;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
  const { passed, failed, stored } = await killRounds({}, { rounds, seed });
  process.stdout.write(
    `${stored} artifacts stored on disk in ${rounds} rounds\n${passed} passed, ${failed} failed\n`,
  );
  process.exitCode = failed > 0 ? 1 : 0;
}
