import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(packageDir, '../../test/oracle/go-template');
const program = join(
  packageDir,
  '../../node_modules/.cache/gitops-oracle/go-template',
);

/** Builds the Go program of test/oracle/go-template; undefined without Go. */
export function buildOracle() {
  try {
    mkdirSync(dirname(program), { recursive: true });
    execFileSync('go', ['build', '-o', program, '.'], {
      cwd: source,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return program;
  } catch {
    return undefined;
  }
}

/**
 * Answers of the Go program to a batch of cases; fewer than asked for when it
 * ran out of time (Go has no limit on what a template may do).
 */
export function askOracle(path, cases, args = []) {
  const { stdout } = spawnSync(path, args, {
    timeout: 20_000,
    killSignal: 'SIGKILL',
    input: `${cases.map(item => JSON.stringify(item)).join('\n')}\n`,
    maxBuffer: 1 << 30,
  });
  return stdout
    .toString()
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line));
}
