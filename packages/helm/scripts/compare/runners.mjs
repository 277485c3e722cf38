import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';

const packages = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../../packages',
);

/** Settings of nobody: no kubeconfig, no repositories. */
export function cleanEnvironment() {
  const HOME = mkdtempSync(join(tmpdir(), 'helm-compare-home-'));
  return { PATH: process.env.PATH, HOME };
}

/** Runs the real `helm template`. */
export function runHelm(helm, words, env) {
  return new Promise(resolve => {
    execFile(
      helm,
      ['template', ...words],
      { env, maxBuffer: 1 << 28, timeout: 120_000 },
      (error, stdout, stderr) =>
        resolve({
          status: error ? error.code ?? 'killed' : 0,
          stdout,
          stderr: withoutLog(stderr),
        }),
    );
  });
}

/** Bundles `gitops helm template` to be called in this process. */
export async function loadOurs(env) {
  const { template } = await load(join(packages, 'cli/src/helm/template.ts'));
  return async words => {
    const stdout = collect();
    const stderr = collect();
    const io = {
      stdin: Readable.from([]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      env,
      cwd: process.cwd(),
      signal: new AbortController().signal,
    };
    let status;
    try {
      status = await template(words, io);
    } catch (error) {
      status = 'crashed';
      stderr.stream.write(`${error.stack}\n`);
    }
    return {
      status,
      stdout: stdout.text(),
      stderr: withoutLog(stderr.text()),
    };
  };
}

/** Reads YAML with the engine's own reader. */
export async function loadDecode() {
  const { decode } = await load(join(packages, 'go-yaml/src/index.ts'));
  return text => decode(text, { dialect: 'sigs' });
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

/** Helm's log goes to standard error too. */
function withoutLog(text) {
  return text
    .split('\n')
    .filter(line => !/^(?:time=|level=)/.test(line))
    .join('\n');
}
