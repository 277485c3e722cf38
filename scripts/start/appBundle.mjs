import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, StartError } from '../bootstrap.mjs';

const APP = join(ROOT, 'packages', 'app');
const STAMP = join(APP, 'dist', '.sources');
/** What the bundle is made of, besides the packages of the lockfile. */
const SOURCES = [
  'yarn.lock',
  'app-config.yaml',
  'packages/app/package.json',
  'packages/app/public',
  'packages/app/src',
  'plugins/gitops-common/src',
  'plugins/gitops-frontend/package.json',
  'plugins/gitops-frontend/src',
];

function* filesUnder(path) {
  const absolute = join(ROOT, path);
  const entries = path.includes('.')
    ? undefined
    : readdirSync(absolute, { withFileTypes: true });
  if (!entries) {
    yield path;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* filesUnder(child);
    } else {
      yield child;
    }
  }
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesUnder(source)) {
      hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)));
    }
  }
  return hash.digest('hex');
}

function build() {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(ROOT, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'build',
      ],
      { cwd: APP, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    child.once('error', reject);
    child.once('close', code =>
      code === 0
        ? resolve()
        : reject(
            new StartError(`The app cannot be built:\n${output.slice(-2000)}`),
          ),
    );
  });
}

/**
 * Builds packages/app unless its bundle is of the same sources.
 * @returns true when it was built
 * @throws StartError - the sources do not compile
 */
export async function ensureAppBundle() {
  const hash = sourceHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) {
    return false;
  }
  await build();
  writeFileSync(STAMP, hash);
  return true;
}
