import { spawnSync } from 'node:child_process';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the Go programs that all scripts share
import { goProgram } from '../../../test/oracle/goProgram.mjs';

const MAX_BYTES = 2 ** 30;

/**
 * Builds the Go program of test/oracle/cel.
 * @returns what asks it a batch of questions
 * @throws Error - no Go
 */
export function buildJudge() {
  const program = goProgram('cel');
  return questions => {
    const input = questions.map(item => JSON.stringify(item)).join('\n');
    const { stdout } = spawnSync(program, { input, maxBuffer: MAX_BYTES });
    return stdout
      .toString()
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  };
}
