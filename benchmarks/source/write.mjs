/**
 * Measures commits that are pushed, next to the real Git in the same run, and
 * kills processes in the middle of their push.
 *
 *   node benchmarks/source/write.mjs [--commits 50] [--files 100000] [--kills 20]
 */
import { execFile, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { bundle } from './bundle.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '50' },
    files: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '20' },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'gitops-write-'));
const environment = {
  PATH: process.env.PATH,
  HOME: scratch,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
};

function git(cwd, ...args) {
  return execFileSync('git', args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

const run = promisify(execFile);

/** Git that talks to the server, which is in this process. */
async function gitRemote(cwd, ...args) {
  await run('git', args, { cwd, env: environment });
}

/** A bare repository of some files in folders of a hundred. */
function makeRepository(name, count) {
  const bare = join(scratch, `${name}.git`);
  git(scratch, 'init', '-q', '--bare', '-b', 'main', bare);
  git(bare, 'config', 'uploadpack.allowFilter', 'true');
  const stream = [
    'commit refs/heads/main\ncommitter b <b@b> 1700000000 +0000\ndata 1\nc\n',
  ];
  for (let index = 0; index < count; index++) {
    const content = `kind: ConfigMap\nmetadata:\n  name: c-${index}\n`;
    const path = pathOf(index);
    stream.push(`M 644 inline ${path}\ndata ${content.length}\n${content}\n`);
  }
  const input = stream.join('');
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd: bare,
    env: environment,
    input,
  });
  return bare;
}

const pathOf = index =>
  `team-${Math.floor(index / 10000)}/app-${Math.floor(
    index / 100,
  )}/${index}.yaml`;

async function ask(child, request) {
  child.send(request);
  const [answer] = await once(child, 'message');
  return answer;
}

/** Clones once, then commits and pushes each line. */
async function appendWithGit(url, lines) {
  const clone = mkdtempSync(join(scratch, 'clone-'));
  await gitRemote(scratch, 'clone', '-q', '--depth', '1', url, clone);
  const started = performance.now();
  for (const line of lines) {
    appendFileSync(join(clone, 'lines.txt'), `${line}\n`);
    await gitRemote(clone, 'add', 'lines.txt');
    await gitRemote(clone, 'commit', '-q', '-m', line);
    await gitRemote(clone, 'push', '-q', 'origin', 'main');
  }
  return (performance.now() - started) / 1000;
}

/** Clones for each change, as a controller without a work tree does. */
async function writeWithGit(url, files) {
  const started = performance.now();
  const clone = mkdtempSync(join(scratch, 'clone-'));
  await gitRemote(scratch, 'clone', '-q', '--depth', '1', url, clone);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), content);
  }
  await gitRemote(clone, 'add', '-A');
  await gitRemote(clone, 'commit', '-q', '-m', 'change');
  await gitRemote(clone, 'push', '-q', 'origin', 'main');
  const seconds = (performance.now() - started) / 1000;
  rmSync(clone, { recursive: true });
  return seconds;
}

const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const figure = (what, ours, real, peakMb) =>
  row(
    what,
    `${ours.toFixed(2)} s`,
    `${real.toFixed(2)} s`,
    (ours / real).toFixed(2),
    `${peakMb.toFixed(0)} MB`,
  );

async function measure(code, serverUrl) {
  const count = Number(values.commits);
  const lines = Array.from({ length: count }, (_, index) => `line-${index}`);
  const start = () => fork(join(here, 'writer.mjs'), [code]);
  const url = name => `${serverUrl}/${name}.git`;

  row('change', 'ours', 'git', 'ratio', 'our peak memory');
  row(...Array(5).fill('---'));
  makeRepository('ours', 20);
  makeRepository('real', 20);
  let child = start();
  const appended = await ask(child, {
    change: 'append',
    url: url('ours'),
    lines,
  });
  child.disconnect();
  const appendedByGit = await appendWithGit(url('real'), lines);
  figure(
    `${count} commits of one line`,
    appended.seconds,
    appendedByGit,
    appended.peakMb,
  );

  makeRepository('queued', 20);
  child = start();
  const queued = await ask(child, {
    change: 'append',
    url: url('queued'),
    lines,
    isParallel: true,
  });
  child.disconnect();
  figure(
    `${count} such commits, asked for at once`,
    queued.seconds,
    appendedByGit,
    queued.peakMb,
  );

  const large = Number(values.files);
  makeRepository('large', large);
  child = start();
  const path = pathOf(large / 2);
  const one = await ask(child, {
    change: 'write',
    url: url('large'),
    paths: [path],
    bytes: 100,
  });
  child.disconnect();
  const oneByGit = await writeWithGit(url('large'), [[path, 'changed\n']]);
  figure(`one of ${large} files`, one.seconds, oneByGit, one.peakMb);

  makeRepository('many', 20);
  const paths = Array.from(
    { length: 5000 },
    (_, index) => `new/${pathOf(index)}`,
  );
  child = start();
  const many = await ask(child, {
    change: 'write',
    url: url('many'),
    paths,
    bytes: 2000,
  });
  child.disconnect();
  const manyByGit = await writeWithGit(
    url('many'),
    paths.map(name => [`${name}x`, `${name}\n`.repeat(60)]),
  );
  figure('5000 new files', many.seconds, manyByGit, many.peakMb);
}

/** Two processes with a queue each, twenty writers at once in both. */
async function race(code, serverUrl) {
  const bare = makeRepository('race', 1);
  const children = [0, 1].map(() => fork(join(here, 'writer.mjs'), [code]));
  const started = performance.now();
  await Promise.all(
    children.map((child, index) =>
      ask(child, {
        change: 'append',
        url: `${serverUrl}/race.git`,
        lines: Array.from({ length: 20 }, (_, line) => `${index}-${line}`),
        isParallel: true,
      }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  children.forEach(child => child.disconnect());
  const lines = git(bare, 'show', 'main:lines.txt').split('\n');
  const commits = Number(git(bare, 'rev-list', '--count', 'main')) - 1;
  git(bare, 'fsck', '--strict');
  console.log(
    `\ntwo processes of twenty writers: ${commits} commits, ${
      new Set(lines).size
    } of ${lines.length} lines different, ${seconds.toFixed(1)} s`,
  );
  if (commits !== 40 || new Set(lines).size !== 40) process.exitCode = 1;
}

/** Ends processes with SIGKILL at any time of a push of fifty megabytes. */
async function kill(code, serverUrl) {
  const bare = makeRepository('kill', 1);
  let landed = 0;
  const rounds = Number(values.kills);
  for (let round = 0; round < rounds; round++) {
    const before = git(bare, 'rev-parse', 'main');
    const child = fork(join(here, 'writer.mjs'), [code]);
    child.send({
      change: 'write',
      url: `${serverUrl}/kill.git`,
      paths: Array.from({ length: 50 }, (_, index) => `large/${index}`),
      bytes: 1024 * 1024,
    });
    const exit = once(child, 'exit');
    await delay(300 + (1500 * round) / rounds);
    child.kill('SIGKILL');
    await exit;
    await delay(300); // a server that has all of a push goes on with it
    git(bare, 'fsck', '--strict');
    const after = git(bare, 'rev-parse', 'main');
    if (after !== before) {
      landed += 1;
      if (git(bare, 'rev-parse', 'main^') !== before) process.exitCode = 1;
    }
  }
  console.log(
    `${rounds} pushes killed: ${landed} landed whole, ${
      rounds - landed
    } not at all, repository sound after each`,
  );
}

const code = await bundle(
  `export * from './packages/git/src';`,
  join(scratch, 'write.cjs'),
);
const { startGitServer } = createRequire(import.meta.url)(code);
const server = await startGitServer({ root: scratch, allowPush: true });
try {
  await measure(code, server.url);
  await race(code, server.url);
  await kill(code, server.url);
  const [load] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  console.log(`load ${load} at the end`);
} finally {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}
