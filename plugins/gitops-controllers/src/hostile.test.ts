import { helmBinary } from '@backstage-gitops/oracle';
import { execFile } from 'child_process';
import { join } from 'path';
import { promisify } from 'util';

const SCRIPT = join(__dirname, '../scripts/hostile/hostile.mjs');
const COUNT = 500;

it(`reads ${COUNT} hostile archives, packs, indexes and manifests without harm`, async () => {
  const args = [SCRIPT, '--count', `${COUNT}`, '--helm', helmBinary()];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    error => error as { stdout: string },
  );
  expect(stdout).toMatch(new RegExp(`^${COUNT} passed, 0 failed$`, 'm'));
}, 180_000);
