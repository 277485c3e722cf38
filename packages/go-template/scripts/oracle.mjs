import { spawnSync } from 'node:child_process';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the programs of the comparisons
import { goProgram } from '../../../test/oracle/goProgram.mjs';

/** Builds the Go program of test/oracle/go-template; undefined without Go. */
export function buildOracle() {
  try {
    return goProgram('go-template');
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
