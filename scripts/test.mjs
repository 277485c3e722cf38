/**
 * `npm test`: installs what is missing, then runs every check of the
 * repository and ends with `N passed, N failed` alone on a line, counted over
 * all runners; `, N skipped` follows where tests were skipped. A check that is not a test runner (lint, format, types,
 * generated files) counts as one.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, StartError } from './bootstrap.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'gitops-test-'));
const STDOUT = { show: 'inherit', keep: 'pipe', drop: 'ignore' };
/** Of one test, where package.json's setting is not read. */
const TEST_TIMEOUT_MS = 60_000;
const jestReport = join(scratch, 'jest.json');

/** Runs a command; its stdout is shown, shown and kept, or dropped. */
function run(command, args, stdoutMode = 'show') {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: root,
      env: {
        ...process.env,
        CI: 'true',
        NODE_OPTIONS: `${
          process.env.NODE_OPTIONS ?? ''
        } --max-old-space-size=6144`.trim(),
      },
      stdio: ['ignore', STDOUT[stdoutMode], 'inherit'],
    });
    let stdout = '';
    child.stdout?.on('data', chunk => {
      stdout += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', error => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve({ code: 1, stdout });
    });
    child.on('close', code => resolve({ code: code ?? 1, stdout }));
  });
}

const bin = (name, ...args) => [
  process.execPath,
  [join(root, 'node_modules/.bin', name), ...args],
];

const result = (passed, failed, skipped = 0) => ({ passed, failed, skipped });

/** `N passed, N failed`, and what was skipped. */
const sentence = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;

/** One pass or one failure, by exit code. */
const check = (command, args) => async () => {
  const { code } = await run(command, args);
  return result(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
};

/** Several runners as one check. */
const all =
  (...runners) =>
  async () => {
    const total = result(0, 0);
    for (const runner of runners) {
      const { passed, failed } = await runner();
      total.passed += passed;
      total.failed += failed;
    }
    return total;
  };

const script = path => join(root, 'scripts', path);

/** A runner that ends with `N passed, N failed`. */
const counted = (command, args) => async () => {
  const { code, stdout } = await run(command, args, 'keep');
  const line = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;
  const counts = [...stdout.matchAll(line)].pop()?.slice(1).map(Number);
  if (!counts) return result(0, 1);
  const [passed, failed, skipped] = counts;
  return result(passed, code !== 0 && failed === 0 ? 1 : failed, skipped || 0);
};

async function jest() {
  rmSync(jestReport, { force: true });
  const [command, args] = bin(
    'backstage-cli',
    'repo',
    'test',
    '--ci',
    '--maxWorkers=2',
    `--testTimeout=${TEST_TIMEOUT_MS}`,
    '--json',
    `--outputFile=${jestReport}`,
  );
  // With --json Jest repeats the whole report on stdout: the file is enough.
  const { code } = await run(command, args, 'drop');
  try {
    const report = JSON.parse(readFileSync(jestReport, 'utf8'));
    const broken = report.testResults.filter(
      suite => suite.status === 'failed' && suite.assertionResults.length === 0,
    ).length;
    const failed = report.numFailedTests + broken;
    nameSkipped(report);
    return result(
      report.numPassedTests,
      code !== 0 && failed === 0 ? 1 : failed,
      report.numPendingTests,
    );
  } catch {
    return result(0, 1);
  }
}

/** Says which files have skipped tests, for example where a tool is missing. */
function nameSkipped({ testResults }) {
  for (const { name, assertionResults } of testResults) {
    const skipped = assertionResults.filter(
      ({ status }) => status === 'pending',
    ).length;
    if (skipped > 0) {
      process.stdout.write(`skipped: ${skipped} of ${relative(root, name)}\n`);
    }
  }
}

const RUNNERS = {
  format: check(...bin('prettier', '--check', '--loglevel', 'warn', '.')),
  metadata: all(
    check(...bin('backstage-cli', 'repo', 'fix', '--publish', '--check')),
    check(process.execPath, [
      '--test',
      '--test-reporter=spec',
      script('lint/packages.test.mjs'),
      script('lint/nativeModules.test.mjs'),
    ]),
    // Types of the portal API, made from its OpenAPI document.
    check(process.execPath, [script('openapi.mjs'), '--check']),
  ),
  lint: all(
    check(...bin('backstage-cli', 'repo', 'lint')),
    // One program of all TypeScript files for the rules that need types.
    check(
      ...bin(
        'eslint',
        '--no-eslintrc',
        '--no-inline-config',
        '--resolve-plugins-relative-to=.',
        '--config=scripts/lint/promises.eslintrc.js',
        '--ext=.ts,.tsx,.mjs',
        ...['packages', 'plugins', 'test', 'benchmarks', 'scripts'],
      ),
    ),
    check(process.execPath, [script('lint/checkImportCycles.mjs')]),
    check(process.execPath, [
      '--test',
      '--test-reporter=spec',
      script('lint/eslintPackages.test.mjs'),
      script('lint/importCycles.test.mjs'),
    ]),
  ),
  parity: check(process.execPath, [script('parity.mjs'), '--check']),
  types: check(...bin('tsc', '--noEmit', '--incremental', 'false')),
  unused: check(
    ...bin(
      'knip',
      '--no-progress',
      '--no-config-hints',
      '--include',
      'files,dependencies,unlisted,unresolved,binaries,exports,types',
    ),
  ),
  unit: jest,
  e2e: counted(process.execPath, [join(root, 'test/e2e/run.mjs')]),
};

/** `npm test -- lint types` runs only those. */
const chosen = process.argv.slice(2);
const unknown = chosen.filter(name => !(name in RUNNERS));
if (unknown.length > 0) {
  process.stderr.write(
    `unknown check ${unknown.join(', ')}: choose from ${Object.keys(
      RUNNERS,
    ).join(', ')}\n`,
  );
  process.exit(1);
}

try {
  await ensureInstalled();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exit(1);
}
const total = result(0, 0);
const summary = [];
for (const [name, runner] of Object.entries(RUNNERS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stdout.write(`\n== ${name} ==\n`);
  const started = Date.now();
  const counts = await runner();
  const seconds = Math.round((Date.now() - started) / 1000);
  summary.push(`${name}: ${sentence(counts)} (${seconds} s)`);
  for (const key of Object.keys(total)) total[key] += counts[key];
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${summary.join('\n')}\n`);
process.stdout.write(`${sentence(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
