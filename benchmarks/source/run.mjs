/**
 * Measures the way from a remote repository to a stored archive, next to the
 * real Git and tar in the same run, on a repository made here.
 *
 *   node benchmarks/source/run.mjs [files] [rounds]
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const files = Number(process.argv[2] ?? 5000);
const rounds = Number(process.argv[3] ?? 3);
const scratch = mkdtempSync(join(tmpdir(), 'gitops-bench-'));

async function load() {
  const outfile = join(scratch, 'source.cjs');
  await build({
    stdin: {
      resolveDir: root,
      contents: `
        export * from './packages/git/src';
        export { archiveDirectory } from './plugins/gitops-controllers/src/artifacts/archive/archiveDirectory';`,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return createRequire(import.meta.url)(outfile);
}

/** YAML like that of real manifests: repeated words, some of it unique. */
function manifest(index) {
  const lines = Array.from(
    { length: 60 },
    (_, line) =>
      `  key-${line}: value-${(index * 7919 + line * 104729) % 99991}`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c-${index}\ndata:\n${lines.join(
    '\n',
  )}\n`;
}

function makeRepository() {
  const work = join(scratch, 'work');
  const bare = join(scratch, 'repositories/app.git');
  for (let index = 0; index < files; index++) {
    const folder = join(work, `team-${index % 50}`, `app-${index % 7}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `c-${index}.yaml`), manifest(index));
  }
  const git = (...args) =>
    execFileSync(
      'git',
      ['-c', 'user.name=b', '-c', 'user.email=b@b', ...args],
      {
        cwd: work,
        stdio: 'pipe',
      },
    );
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  execFileSync('git', ['clone', '-q', '--bare', work, bare], { stdio: 'pipe' });
  execFileSync('git', ['gc', '-q'], { cwd: bare, stdio: 'pipe' });
}

const { archiveDirectory, checkoutCommit, GitRemote, startGitServer } =
  await load();
makeRepository();
const server = await startGitServer({ root: join(scratch, 'repositories') });
const url = `${server.url}/app.git`;

async function ours(round) {
  const directory = mkdtempSync(join(scratch, 'ours-'));
  const transfer = join(scratch, `transfer-${round}`);
  mkdirSync(transfer);
  const remote = new GitRemote({ url });
  const signal = AbortSignal.timeout(600_000);
  const started = performance.now();
  const resolved = await remote.resolve({ branch: 'main' }, signal);
  await remote.fetch(resolved, { transfer, signal });
  const fetched = performance.now();
  await checkoutCommit({ transfer, commit: resolved.hash, directory });
  const written = performance.now();
  const archive = join(scratch, `archive-${round}.tar.gz`);
  await archiveDirectory({ directory, file: archive, algorithm: 'sha256' });
  const done = performance.now();
  await remote.close();
  return {
    fetch: fetched - started,
    checkout: written - fetched,
    archive: done - written,
    total: done - started,
  };
}

async function real(round) {
  const directory = join(scratch, `real-${round}`);
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const run = promisify(execFile);
  const started = performance.now();
  await run('git', ['clone', '-q', '--depth', '1', url, directory]);
  const cloned = performance.now();
  await run('tar', [
    'czf',
    join(scratch, `real-${round}.tar.gz`),
    '--sort=name',
    '--exclude=.git',
    '-C',
    directory,
    '.',
  ]);
  const done = performance.now();
  return {
    clone: cloned - started,
    archive: done - cloned,
    total: done - started,
  };
}

const best = results => results.reduce((a, b) => (a.total <= b.total ? a : b));
const show = result =>
  Object.entries(result)
    .map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`)
    .join(', ');

const results = { ours: [], real: [] };
for (let round = 0; round < rounds; round++) {
  results.ours.push(await ours(round));
  results.real.push(await real(round));
}
const mine = best(results.ours);
const theirs = best(results.real);
const pack = readdirSync(join(scratch, 'transfer-0'))
  .filter(name => name.endsWith('.pack'))
  .reduce(
    (sum, name) => sum + statSync(join(scratch, 'transfer-0', name)).size,
    0,
  );
console.log(
  `${files} files, pack ${(pack / 1e6).toFixed(1)} MB, best of ${rounds}`,
);
console.log(`ours: ${show(mine)}`);
console.log(`git clone --depth 1, tar czf: ${show(theirs)}`);
console.log(`ratio ${(mine.total / theirs.total).toFixed(2)}`);
console.log(
  `peak RSS of this process ${(process.resourceUsage().maxRSS / 1024).toFixed(
    0,
  )} MiB`,
);
await server.stop();
rmSync(scratch, { recursive: true, force: true });
