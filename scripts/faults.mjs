#!/usr/bin/env node
/**
 * Runs the controllers under faults: answers that fail, are cut, late or lost,
 * watches that end, an API server that restarts, tokens that run out, a CRD
 * that is deleted, and `kill -9` at random moments. After each round everything
 * has to be as Git says.
 *
 *   node scripts/faults.mjs [--rounds 20] [--seed N] [--seeds 1] [--target devcluster|control-plane]
 *                           [--cli FILE]
 *
 * `--seeds 10` runs ten seeds one after another, counting up. A seed repeats
 * the changes, kills and faults of its run; which request meets a fault depends
 * on the order of requests as well. Without --target it is the real API server,
 * or the embedded one on a machine without Go.
 * The last line is `N passed, N failed`.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  hasGo,
  startControlPlane,
} from '../test/control-plane/controlPlane.mjs';
import { bundleTests } from './bundleTests.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const print = line => process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    target: { type: 'string' },
    cli: { type: 'string', default: join(here, 'gitops.mjs') },
  },
});

/** A control plane that keeps its data when it is killed and started again. */
async function startServer() {
  const dir = mkdtempSync(join(tmpdir(), 'gitops-faults-plane-'));
  let plane = await startControlPlane({ dir, log: print });
  return {
    name: 'control-plane',
    kubeconfig: () => plane.kubeconfig,
    async restart() {
      process.kill(plane.pid, 'SIGKILL');
      await plane.stop();
      plane = await startControlPlane({ dir, log: print });
    },
    async stop() {
      await plane.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const sum = { passed: 0, failed: 0 };

async function runSeeds(runFaults, server) {
  const first = Number(values.seed);
  for (let seed = first; seed < first + Number(values.seeds); seed++) {
    const { passed, failed } = await runFaults({
      rounds: Number(values.rounds),
      seed,
      cli: values.cli,
      server,
      print,
    });
    sum.passed += passed;
    sum.failed += failed;
  }
}

try {
  const { runFaults } = await bundleTests('faults', 'test/faults/src/index.ts');
  const target = values.target ?? (hasGo() ? 'control-plane' : 'devcluster');
  if (target === 'devcluster') {
    await runSeeds(runFaults);
  } else {
    const server = await startServer();
    try {
      await runSeeds(runFaults, server);
    } finally {
      await server.stop();
    }
  }
} catch (error) {
  print(error.stack ?? String(error));
  sum.failed += 1;
}
print(`${sum.passed} passed, ${sum.failed} failed`);
if (process.stdout.writableLength > 0) await once(process.stdout, 'drain');
process.exitCode = sum.failed > 0 ? 1 : 0;
