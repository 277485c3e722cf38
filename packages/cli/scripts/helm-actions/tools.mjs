import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { bundleInParts } from '../../../../benchmarks/load.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const LIMIT_MS = 90_000;

/**
 * Bundles `gitops` once, to be run as a process that can be killed.
 * @returns the words before those of `helm`
 */
export async function bundleGitops(folder) {
  await bundleInParts(join(here, '../../src/bin.ts'), folder);
  return [process.execPath, join(folder, 'bin.mjs'), 'helm'];
}

/** Environment of a tool: a home of its own in the side's folder. */
export function environment(side, kubeconfig) {
  const home = join(side.folder, 'home');
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env.PATH,
    HOME: home,
    KUBECONFIG: kubeconfig,
    TZ: 'UTC',
  };
}

/**
 * Runs a command to its end.
 * @param interrupt - `{ signal, when(): Promise<void> }`: sends a signal then
 * @returns exit code or signal, and what was printed
 */
export function run(command, { env, cwd, input = '', interrupt }) {
  const [program, ...words] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env, cwd });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    const stdout = [];
    const stderr = [];
    child.stdout.on('data', chunk => stdout.push(chunk));
    child.stderr.on('data', chunk => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: code ?? signal,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    interrupt
      ?.when(() => child.exitCode !== null)
      .then(() => child.kill(interrupt.signal), reject);
  });
}
