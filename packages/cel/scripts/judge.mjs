import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const program = join(root, 'node_modules/.cache/gitops-oracle/cel');

/** Builds the Go program of test/oracle/cel. */
export function buildJudge() {
  mkdirSync(dirname(program), { recursive: true });
  const cwd = join(root, 'test/oracle/cel');
  execFileSync('go', ['build', '-o', program, '.'], { cwd });
}

/** Its answers to a batch of questions. */
export function ask(questions) {
  const input = questions.map(item => JSON.stringify(item)).join('\n');
  const { stdout } = spawnSync(program, { input, maxBuffer: 1 << 30 });
  return stdout
    .toString()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}
