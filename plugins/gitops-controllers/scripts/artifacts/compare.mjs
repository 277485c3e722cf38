// Judges the store of artifacts in a bucket by a real S3 server, versitygw:
// the cases of every store, kill -9 while artifacts are stored on disk and in
// the bucket, and replicas of the controllers over one bucket.
//
//   node plugins/gitops-controllers/scripts/artifacts/compare.mjs
//        [--rounds 50] [--seed 1] [--cli FILE]
//
// The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { bundleTests } from '../../../../scripts/bundleTests.mjs';
import { startGateway } from './gateway.mjs';
import { killRounds } from './killRounds.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    cli: { type: 'string', default: join(root, 'scripts/gitops.mjs') },
  },
});
const print = line => process.stdout.write(`${line}\n`);
const total = { passed: 0, failed: 0 };
const add = ({ passed, failed }) => {
  total.passed += passed;
  total.failed += failed;
};

/** The case table, by Jest, against the server. */
function runCases({ endpoint, bucket, credentials }) {
  const jest = join(root, 'node_modules/.bin/backstage-cli');
  const args = [
    'package',
    'test',
    '--watchAll=false',
    'src/artifacts/s3/S3ArtifactStore',
  ];
  const { status } = spawnSync(process.execPath, [jest, ...args], {
    cwd: resolve(here, '../..'),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      GITOPS_TEST_S3: JSON.stringify({ endpoint, bucket, credentials }),
    },
  });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runRounds(gateway) {
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
  const onDisk = await killRounds({}, { rounds, seed });
  print(
    `disk: ${onDisk.stored} artifacts stored in ${rounds} rounds, ${onDisk.failed} wrong`,
  );
  const { endpoint, credentials } = gateway;
  const bucket = {
    endpoint,
    credentials,
    bucket: gateway.bucket,
    prefix: 'rounds',
  };
  const look = () => gateway.leftOvers().map(name => `${name} is left over`);
  const inBucket = await killRounds({ bucket }, { rounds, seed, look });
  print(
    `bucket: ${inBucket.stored} artifacts stored in ${rounds} rounds, ${inBucket.failed} wrong`,
  );
  add(onDisk);
  add(inBucket);
}

const dir = mkdtempSync(join(tmpdir(), 'gitops-gateway-'));
mkdirSync(dir, { recursive: true });
const gateway = await startGateway(dir);
try {
  add(runCases(gateway));
  await runRounds(gateway);
  const { runReplicas } = await bundleTests(
    'faults',
    'test/faults/src/index.ts',
  );
  add(await runReplicas({ cli: values.cli, bucket: gateway, print }));
} finally {
  await gateway.stop();
  rmSync(dir, { recursive: true, force: true });
}
print(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
