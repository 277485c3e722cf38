import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';

const commands = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../src/artifact',
);
const VERBS = ['build', 'diff', 'list', 'pull', 'push', 'tag'];

/** Runs the flux CLI. */
export function fluxRunner(program, cwd) {
  return words =>
    new Promise(resolve => {
      const options = { cwd, maxBuffer: 1 << 28, timeout: 120_000 };
      execFile(program, words, options, (error, stdout, stderr) =>
        resolve({ code: error ? error.code ?? 'killed' : 0, stdout, stderr }),
      );
    });
}

/** Bundles the commands of `gitops` to be called in this process. */
export async function gitopsRunner(cwd) {
  const loaded = new Map();
  for (const verb of VERBS) {
    const { command } = await load(join(commands, `${verb}.ts`));
    loaded.set(verb, command);
  }
  return async ([verb, ...words]) => {
    const stdout = collect();
    const stderr = collect();
    const code = await loaded.get(verb).run(words, {
      stdin: Readable.from([]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: process.env,
      cwd,
      signal: new AbortController().signal,
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  };
}

function collect() {
  const chunks = [];
  return {
    stream: new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        done();
      },
    }),
    text: () => chunks.join(''),
  };
}

/** Starts Debian's docker-registry on a port of its own. */
export async function startDockerRegistry() {
  const folder = mkdtempSync(join(tmpdir(), 'compare-registry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const config = join(folder, 'config.yml');
  writeFileSync(
    config,
    [
      'version: 0.1',
      'log: { level: error, accesslog: { disabled: true } }',
      `storage: { filesystem: { rootdirectory: ${folder}/data } }`,
      `http: { addr: "${host}" }`,
    ].join('\n'),
  );
  const child = spawn('docker-registry', ['serve', config], {
    stdio: 'ignore',
  });
  const ended = new Promise(resolve => child.on('close', resolve));
  await untilReady(host, child);
  return {
    host,
    async stop() {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(host, child) {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error('docker-registry ended');
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('docker-registry does not answer');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
