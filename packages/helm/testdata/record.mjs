/**
 * Records what the real Helm prints for every chart below `charts/`.
 *
 *     node packages/helm/testdata/record.mjs HELM_BINARY [CASE…]
 *
 * HELM_BINARY is an official Helm 4.1 (the package test/oracle unpacks one).
 * A case is a folder with `chart/`, `args` (the words after `helm template`,
 * one a line) and what the arguments name; the result goes to `expected.yaml`,
 * or to `expected-error` when Helm refuses. The path of the case's folder is
 * written as `<case>`; Helm's log lines on standard error are left out.
 */
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [helm, ...only] = process.argv.slice(2);
if (!helm) {
  process.stderr.write('usage: record.mjs HELM_BINARY [CASE…]\n');
  process.exit(1);
}

const root = join(dirname(fileURLToPath(import.meta.url)), 'charts');
const home = mkdtempSync(join(tmpdir(), 'helm-home-'));

/** Runs Helm without the settings of whoever records. */
function run(folder) {
  const words = readFileSync(join(folder, 'args'), 'utf8')
    .split('\n')
    .slice(0, -1);
  const result = spawnSync(helm, ['template', ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.error) {
    throw result.error;
  }
  return result;
}

for (const name of only.length > 0 ? only : readdirSync(root)) {
  const folder = join(root, name);
  const { status, stdout, stderr } = run(folder);
  const output = join(folder, 'expected.yaml');
  const error = join(folder, 'expected-error');
  rmSync(output, { force: true });
  rmSync(error, { force: true });
  if (status === 0) {
    writeFileSync(output, stdout);
  } else {
    const text = stderr
      .split('\n')
      .filter(line => !line.startsWith('level='))
      .join('\n');
    writeFileSync(error, text.replaceAll(folder, '<case>'));
  }
}
rmSync(home, { recursive: true });
