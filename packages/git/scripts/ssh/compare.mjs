/**
 * Compares our SSH with the real ssh, git and sshd: which random known_hosts
 * files let a host in, which keys sign in, and what a clone holds.
 *
 *   node packages/git/scripts/ssh/compare.mjs [--count N] [--commits N] [--seed N]
 *
 * Equal means: taken or refused alike; the same files with the same bytes and
 * executable bits. Where we refuse what ssh takes, the reason must be one of
 * STRICTER.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { Random } from '@backstage-gitops/random';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';
import { randomKnownHosts } from './randomKnownHosts.mjs';
import { makeRepositories, readTree } from './repositories.mjs';
import { makeKey, startSshd } from './sshd.mjs';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    commits: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);
const engine = await load(join(here, '../../src/index.ts'));
const folder = mkdtempSync(join(tmpdir(), 'gitops-sshd-'));
const TIMEOUT_MS = 120_000;

/** What we refuse on purpose and ssh does not. */
const STRICTER = [
  // Revoked is revoked, whichever hosts the line names; as in Flux.
  /key is revoked/,
];

const failures = [];
const counts = { hosts: 0, taken: 0, stricter: 0, keys: 0, trees: 0 };

function makeKeys() {
  const types = [
    ['ed25519', '-t', 'ed25519'],
    ['ecdsa256', '-t', 'ecdsa', '-b', '256'],
    ['ecdsa521', '-t', 'ecdsa', '-b', '521'],
    ['rsa', '-t', 'rsa', '-b', '2048'],
  ];
  const forms = [
    ['plain', '-N', ''],
    ['secret', '-N', 'pass phrase'],
    ['pem', '-N', '', '-m', 'PEM'],
    ['pem-secret', '-N', 'pass phrase', '-m', 'PEM'],
    ['pkcs8', '-N', '', '-m', 'PKCS8'],
  ];
  return types.flatMap(([type, ...ofType]) =>
    forms.map(([form, ...ofForm]) => ({
      passphrase: form.includes('secret') ? 'pass phrase' : undefined,
      ...makeKey(folder, `${type}-${form}`, ...ofType, ...ofForm),
    })),
  );
}

/** The head that we read; or why not. */
async function ours(url, auth) {
  try {
    const remote = new engine.GitRemote({ url, auth });
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const { hash } = await remote.resolve({ branch: 'main' }, signal);
      return { hash };
    } finally {
      await remote.close();
    }
  } catch (error) {
    return { refusal: error.message };
  }
}

/** The head that git reads through ssh; or why not. */
async function theirs(url, { file, knownHosts }) {
  const command = [
    ...['ssh', '-F', 'none', '-i', file, '-o', 'IdentitiesOnly=yes'],
    ...['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', `UserKnownHostsFile=${knownHosts}`],
    ...['-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'UpdateHostKeys=no'],
  ];
  try {
    const { stdout } = await run('git', ['ls-remote', url, 'refs/heads/main'], {
      env: { PATH: process.env.PATH, GIT_SSH_COMMAND: command.join(' ') },
    });
    return { hash: stdout.split('\t')[0] };
  } catch (error) {
    return { refusal: error.stderr };
  }
}

async function compareHosts(bench, random) {
  const text = randomKnownHosts(random, bench);
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, text);
  const { file, privateKey: identity } = bench.keys[0];
  const [our, their] = await Promise.all([
    ours(bench.url, { identity, knownHosts: text }),
    theirs(bench.url, { file, knownHosts }),
  ]);
  counts.hosts += 1;
  if (our.hash !== undefined) counts.taken += 1;
  if (our.hash === their.hash) return;
  if (STRICTER.some(reason => reason.test(our.refusal ?? ''))) {
    counts.stricter += 1;
    return;
  }
  failures.push({ text, our, their });
}

async function compareKeys({ keys, url, knownHosts, head }) {
  for (const { name, privateKey: identity, passphrase } of keys) {
    const our = await ours(url, { identity, passphrase, knownHosts });
    counts.keys += 1;
    if (our.hash !== head) failures.push({ key: name, our });
    if (passphrase === undefined) continue;
    const wrong = await ours(url, { identity, passphrase: 'no', knownHosts });
    if (!/decryption password incorrect/.test(wrong.refusal ?? '')) {
      failures.push({ key: name, wrong });
    }
  }
  const foreign = makeKey(folder, 'foreign', '-t', 'ed25519', '-N', '');
  const our = await ours(url, { identity: foreign.privateKey, knownHosts });
  if (!/unable to authenticate/.test(our.refusal ?? '')) {
    failures.push({ key: 'foreign', our });
  }
}

async function compareTree(base, name, auth) {
  const transfer = mkdtempSync(join(folder, 'transfer-'));
  const directory = mkdtempSync(join(folder, 'tree-'));
  const clone = join(folder, `clone-${name}`);
  const remote = new engine.GitRemote({ url: `${base}/${name}.git`, auth });
  const started = performance.now();
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const resolved = await remote.resolve({ branch: 'main' }, signal);
  await remote.fetch(resolved, { transfer, signal });
  const fetchedMs = performance.now() - started;
  await remote.close();
  await engine.checkoutCommit({ transfer, commit: resolved.hash, directory });
  const source = `file://${join(folder, 'repositories', `${name}.git`)}`;
  execFileSync('git', ['clone', '-q', '--depth', '1', source, clone]);
  const [our, their] = [readTree(directory), readTree(clone)];
  counts.trees += 1;
  if (our !== their) failures.push({ name, our, their });
  console.log(`fetched ${name} over sshd in ${Math.round(fetchedMs)} ms`);
}

const keys = makeKeys();
const types = ['ed25519', 'ecdsa', 'rsa'];
const hostKeys = types.map(type =>
  makeKey(folder, `host-${type}`, '-t', type, '-N', ''),
);
const otherKeys = types.map(type =>
  makeKey(folder, `other-${type}`, '-t', type, '-N', ''),
);
const authorizedKeys = keys.map(({ publicKey }) => publicKey);
const root = join(folder, 'repositories');
const names = makeRepositories(root, Number(options.commits));
const server = await startSshd({ folder, hostKeys, authorizedKeys });
try {
  const { port, username } = server;
  const base = `ssh://${username}@127.0.0.1:${port}${root}`;
  const url = `${base}/${names[0]}.git`;
  const knownHosts = `[127.0.0.1]:${port} ${hostKeys[0].publicKey}`;
  const { hash: head } = await ours(url, {
    identity: keys[0].privateKey,
    knownHosts,
  });
  if (head === undefined) throw new Error(`nothing works: ${server.log()}`);
  const bench = { keys, hostKeys, otherKeys, url, port, knownHosts, head };
  await compareKeys(bench);
  const random = new Random(options.seed);
  for (let count = 0; count < Number(options.count); count++) {
    await compareHosts(bench, random);
  }
  for (const name of names) {
    const identity = keys[0].privateKey;
    await compareTree(base, name, { identity, knownHosts });
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures.slice(0, 5)) {
  console.log(JSON.stringify(failure, null, 2));
}
console.log(
  `${counts.hosts} known_hosts files (${counts.taken} taken, ${counts.stricter} stricter), ${counts.keys} keys and ${counts.trees} trees, ${failures.length} different`,
);
process.exitCode = failures.length > 0 || counts.taken === 0 ? 1 : 0;
