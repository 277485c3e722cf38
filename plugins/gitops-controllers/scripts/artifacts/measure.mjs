// Times one large artifact: stored, verified and read, on disk and, where
// versitygw is on the PATH, in a bucket.
//
//   node plugins/gitops-controllers/scripts/artifacts/measure.mjs [--mebibytes 100]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { bundleTests } from '../../../../scripts/bundleTests.mjs';
import { startGateway } from './gateway.mjs';

const { values, positionals } = parseArgs({
  options: { mebibytes: { type: 'string', default: '100' } },
  allowPositionals: true,
});
const size = Number(values.mebibytes);

/** In a process of its own, whose memory is that of one store. */
function measureIn(settings) {
  const args = [fileURLToPath(import.meta.url), '--mebibytes', String(size)];
  spawnSync(process.execPath, [...args, JSON.stringify(settings)], {
    stdio: 'inherit',
  });
}

if (positionals.length > 0) {
  const { measure } = await bundleTests(
    'artifact-measure',
    'plugins/gitops-controllers/scripts/artifacts/measure.ts',
  );
  await measure(JSON.parse(positionals[0]), size);
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'gitops-measure-'));
  const directory = join(scratch, 'store');
  process.stdout.write(`# disk, ${size} MiB\n`);
  measureIn({ directory });
  const hasGateway = spawnSync('versitygw', ['--version']).status === 0;
  if (hasGateway) {
    const gateway = await startGateway(join(scratch, 'gateway'));
    const { endpoint, bucket, credentials } = gateway;
    process.stdout.write(`# bucket, ${size} MiB\n`);
    measureIn({ directory, bucket: { endpoint, bucket, credentials } });
    await gateway.stop();
  }
  rmSync(scratch, { recursive: true, force: true });
}
