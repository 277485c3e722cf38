/** Commands of `npm test`, run from the root of the repository. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../bootstrap.mjs';

/** @returns program and arguments that run a command of node_modules/.bin */
export const bin = (name, ...args) => [
  process.execPath,
  join(ROOT, 'node_modules/.bin', name),
  ...args,
];

/** @returns program and arguments that run a script of ours */
export const script = (path, ...args) => [
  process.execPath,
  join(ROOT, 'scripts', path),
  ...args,
];

/** @returns program and arguments that run a file of tests for `node --test` */
export const nodeTests = path => [
  process.execPath,
  '--test',
  '--test-reporter=spec',
  join(ROOT, 'scripts', path),
];

/**
 * Runs a command to its end.
 *
 * @param onOutput - gets each chunk of stdout and stderr
 * @param stdio - of stdout and stderr, as `spawn` takes it; only pipes are read
 * @returns its exit code, 1 when it could not be started or was killed
 */
export function runCommand(
  [program, ...args],
  { onOutput = () => {}, stdio = ['pipe', 'pipe'] } = {},
) {
  const options = `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=6144`;
  return new Promise(resolve => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, CI: 'true', NODE_OPTIONS: options.trim() },
      stdio: ['ignore', ...stdio],
    });
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.on('error', error => {
      onOutput(`${program}: ${error.message}\n`);
      resolve(1);
    });
    child.on('close', code => resolve(code ?? 1));
  });
}
