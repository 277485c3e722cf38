// Reads hostile archives, packs, answers of Git servers, chart indexes and OCI
// manifests with the readers of the controllers. Each input is made from a real
// one (of git, tar and helm) by a seed.
//
//   node plugins/gitops-controllers/scripts/hostile/hostile.mjs
//        [--count 10000] [--seed 1] [--kind git-pack] [--only 1:4711] [--keep DIR]
//
// A fault is: an error that is none of the reader's own, no answer within the
// deadline, memory beyond the limit, or a file outside of the directory that
// the reader may write to. --only repeats one input, and --keep leaves it in a
// directory. The last line is `N passed, N failed`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeInput } from './inputs/index.mjs';
import { makeSeeds } from './inputs/seeds.mjs';
import { bundleReaders, ReaderProcess } from './ReaderProcess.mjs';
import { Sandbox } from './Sandbox.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    only: { type: 'string' },
    keep: { type: 'string' },
    helm: { type: 'string' },
  },
});
const say = line => process.stdout.write(`${line}\n`);

/** Names of the inputs to make. */
function* names() {
  if (values.only) {
    yield values.only;
    return;
  }
  for (let i = 0; i < Number(values.count); i++) yield `${values.seed}:${i}`;
}

const work = realpathSync(mkdtempSync(join(tmpdir(), 'hostile-')));
const tally = new Map();
const sum = {
  failed: 0,
  passed: 0,
  slowest: { ms: 0, name: '' },
  mostMib: 0,
};

function report(name, input, { code }, faults) {
  const result = `${input.kind}: ${code}`;
  tally.set(result, (tally.get(result) ?? 0) + 1);
  if (values.only) say(`${result}: ${input.description}`);
  if (faults.length === 0) {
    sum.passed += 1;
    return;
  }
  sum.failed += 1;
  say(`FAULT ${name} ${input.kind} (${input.description})`);
  faults.forEach(fault => say(`  ${fault}`));
}

/** Takes inputs one after another, in a sandbox of its own. */
async function runLane(lane, seeds, inputs) {
  const sandbox = new Sandbox(join(work, `sandbox${lane}`), values.keep);
  const reader = new ReaderProcess(bundle);
  try {
    for (const name of inputs) {
      const input = makeInput(seeds, name, sandbox, values.kind);
      sandbox.prepare(input.files);
      const { kind } = input;
      const request = { name, kind, directory: sandbox.caseDirectory };
      const outcome = await reader.read(request);
      report(name, input, outcome, [...outcome.faults, ...sandbox.faults()]);
    }
  } finally {
    await reader.close();
    if (reader.slowest.ms > sum.slowest.ms) sum.slowest = reader.slowest;
    sum.mostMib = Math.max(sum.mostMib, reader.mostMib);
  }
}

const started = Date.now();
const bundle = await bundleReaders();
try {
  const seeds = makeSeeds(join(work, 'seeds'), values.helm);
  const inputs = names();
  await Promise.all([1, 2].map(lane => runLane(lane, seeds, inputs)));
} finally {
  execFileSync('rm', ['-rf', work]);
}
for (const [result, count] of [...tally].sort()) say(`${result} ${count}`);
const seconds = Math.round((Date.now() - started) / 1000);
say(
  `slowest ${sum.slowest.name} with ${sum.slowest.ms} ms of a processor, most memory ${sum.mostMib} MiB, ${seconds} s in all`,
);
say(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
