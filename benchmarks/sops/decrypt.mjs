/**
 * Our decryption in process against the real sops, less its process start:
 *
 *   node benchmarks/sops/decrypt.mjs     (sops and age-keygen on the PATH)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, median } from '../load.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { decrypt, ageKeyService } = await load(
  join(root, 'packages/sops/src/index.ts'),
);
const work = mkdtempSync(join(tmpdir(), 'gitops-sops-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const identity = execFileSync('age-keygen', [], {
  stdio: ['ignore', 'pipe', 'ignore'],
}).toString();
const recipient = /public key: (\S+)/.exec(identity)[1];
const env = { ...process.env, SOPS_AGE_KEY: identity };
const sops = args =>
  execFileSync('sops', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
const start = await median(9, () =>
  sops(['--version', '--disable-version-check']),
);

for (const count of [1, 100, 2000]) {
  const file = join(work, `${count}.yaml`);
  const lines = Array.from(
    { length: count },
    (_, index) => `    key${index}: "secret value number ${index}"\n`,
  );
  writeFileSync(file, `kind: Secret\nstringData:\n${lines.join('')}`);
  const encrypted = sops(['encrypt', '--age', recipient, file]);
  writeFileSync(file, encrypted);
  const theirs = (await median(7, () => sops(['decrypt', file]))) - start;
  const document = readFileSync(file);
  const ours = await median(15, () =>
    decrypt(document, 'yaml', {
      keyServices: [ageKeyService([identity])],
      maxBytes: 1 << 26,
    }),
  );
  console.log(
    `${count} values: ${ours.toFixed(1)} ms, sops ${theirs.toFixed(
      1,
    )} ms, ratio ${(ours / theirs).toFixed(2)}`,
  );
}
