/** The test runners of `npm test`. Each returns its counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../bootstrap.mjs';
import { bin, runCommand } from './commands.mjs';

/** Of one test, where package.json's setting is not read. */
const TEST_TIMEOUT_MS = 60_000;

/** Name → runner, in the order in which they run, one after another. */
export const SUITES = { unit: jest, e2e };

async function jest() {
  const scratch = mkdtempSync(join(tmpdir(), 'gitops-test-'));
  const file = join(scratch, 'jest.json');
  const command = bin(
    'backstage-cli',
    'repo',
    'test',
    '--ci',
    '--maxWorkers=2',
    `--testTimeout=${TEST_TIMEOUT_MS}`,
    '--json',
    `--outputFile=${file}`,
  );
  try {
    // With --json Jest repeats the whole report on stdout: the file is enough.
    const code = await runCommand(command, { stdio: ['ignore', 'inherit'] });
    return countsOf(JSON.parse(readFileSync(file, 'utf8')), code);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function countsOf(report, code) {
  const broken = report.testResults.filter(
    suite => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  nameSkipped(report);
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests,
  };
}

/** Says which files have skipped tests, for example where a tool is missing. */
function nameSkipped({ testResults }) {
  for (const { name, assertionResults } of testResults) {
    const skipped = assertionResults.filter(
      ({ status }) => status === 'pending',
    ).length;
    if (skipped > 0) {
      process.stdout.write(`skipped: ${skipped} of ${relative(ROOT, name)}\n`);
    }
  }
}

/** The browser tests end with `N passed, N failed[, N skipped]` themselves. */
async function e2e() {
  let output = '';
  const code = await runCommand(
    [process.execPath, join(ROOT, 'test/e2e/run.mjs')],
    {
      onOutput: chunk => {
        output += chunk;
        process.stdout.write(chunk);
      },
      stdio: ['pipe', 'inherit'],
    },
  );
  const line = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;
  const counts = [...output.matchAll(line)].pop()?.slice(1).map(Number);
  if (!counts) return { passed: 0, failed: 1, skipped: 0 };
  const [passed, failed, skipped] = counts;
  return {
    passed,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: skipped || 0,
  };
}
