/**
 * Checks that are no test runners. Each is a list of commands, and each check
 * counts as one test per command. Hardly any uses more than one core, so two
 * commands run at once; what a check prints is shown when it is done.
 */
import { Lanes } from '../Lanes.mjs';
import { bin, nodeTests, runCommand, script } from './commands.mjs';

/** Name → commands, in the order in which they start. */
export const CHECKS = {
  lint: [
    bin('backstage-cli', 'repo', 'lint'),
    // One program of all TypeScript files for the rules that need types.
    bin(
      'eslint',
      '--no-eslintrc',
      '--no-inline-config',
      '--resolve-plugins-relative-to=.',
      '--config=scripts/lint/promises.eslintrc.js',
      '--ext=.ts,.tsx,.mjs',
      ...['packages', 'plugins', 'test', 'benchmarks', 'scripts'],
    ),
    script('lint/checkImportCycles.mjs'),
    nodeTests('lint/eslintPackages.test.mjs'),
    nodeTests('lint/importCycles.test.mjs'),
  ],
  types: [bin('tsc', '--noEmit', '--incremental', 'false')],
  format: [bin('prettier', '--check', '--loglevel', 'warn', '.')],
  unused: [
    bin(
      'knip',
      '--no-progress',
      '--no-config-hints',
      '--include',
      'files,dependencies,unlisted,unresolved,binaries,exports,types',
    ),
  ],
  metadata: [
    bin('backstage-cli', 'repo', 'fix', '--publish', '--check'),
    nodeTests('lint/packages.test.mjs'),
    nodeTests('lint/nativeModules.test.mjs'),
    // Types of the portal API, made from its OpenAPI document.
    script('openapi.mjs', '--check'),
  ],
  parity: [script('parity.mjs', '--check')],
};

const AT_ONCE = 2;

/**
 * Runs checks.
 *
 * @param names - of {@link CHECKS}
 * @returns per check its name, counts and the seconds that its commands took
 */
export async function runChecks(names) {
  const lanes = new Lanes(AT_ONCE);
  return Promise.all(names.map(name => runCheck(name, lanes)));
}

async function runCheck(name, lanes) {
  const results = await Promise.all(
    CHECKS[name].map(command => lanes.run(() => runTimed(command))),
  );
  const output = results.map(result => result.output).join('');
  process.stdout.write(`\n== ${name} ==\n${output}`);
  const passed = results.filter(({ code }) => code === 0).length;
  return {
    name,
    counts: { passed, failed: results.length - passed, skipped: 0 },
    seconds: results.reduce((sum, result) => sum + result.seconds, 0),
  };
}

async function runTimed(command) {
  const started = performance.now();
  let output = '';
  const code = await runCommand(command, {
    onOutput: chunk => {
      output += chunk;
    },
  });
  return { code, output, seconds: (performance.now() - started) / 1000 };
}
