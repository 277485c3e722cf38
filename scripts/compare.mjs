/**
 * `npm run compare [-- --short] [-- NAME…]`: compares the engines with the
 * real tools on random input. Two run at once, and what one prints is shown
 * when it is done. A comparison whose tools are missing is named as skipped. The
 * last line is `N passed, N failed`, with `, N skipped` where something was.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled, StartError } from './bootstrap.mjs';
import { COMPARISONS } from './compare/comparisons.mjs';
import { provide } from './compare/needs.mjs';
import { Lanes } from './Lanes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Comparisons: most use one core. */
const AT_ONCE = 2;
const say = line => process.stdout.write(`${line}\n`);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function choose(names) {
  const known = COMPARISONS.map(({ name }) => name);
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    fail(
      `unknown comparison ${unknown.join(', ')}: choose from ${known.join(
        ', ',
      )}`,
    );
  }
  return COMPARISONS.filter(
    ({ name }) => names.length === 0 || names.includes(name),
  );
}

/** @returns the folders that the tools need on the PATH, or why one is missing */
function provideAll(names) {
  const folders = [];
  for (const name of names) {
    const { folder, missing } = provide(name);
    if (missing) return { missing };
    if (folder) folders.push(folder);
  }
  return { folders };
}

/** @returns exit code and, unless it is shown at once, what the script prints */
function runScript(script, args, { folders, isShown }) {
  return new Promise(resolve => {
    const stdio = isShown ? 'inherit' : 'pipe';
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      env: { ...process.env, PATH: [...folders, process.env.PATH].join(':') },
      stdio: ['ignore', stdio, stdio],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        output += chunk;
      });
    }
    child.on('error', () => resolve({ code: 1, output }));
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });
}

/** @returns `passed`, `failed` or `skipped` */
async function compare({ name, needs, script, short, long }) {
  if (values.short && !short) {
    say(`skipped: ${name}: its tools take minutes to build: leave out --short`);
    return 'skipped';
  }
  const { folders, missing } = provideAll(needs);
  if (missing) {
    say(`skipped: ${name}: ${missing}`);
    return 'skipped';
  }
  const started = performance.now();
  const isShown = chosen.length === 1;
  const args = values.short ? short : long;
  const { code, output } = await runScript(script, args, { folders, isShown });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const verdict = code === 0 ? 'no difference' : 'failed';
  say(`${output}# ${name}: ${verdict} (${seconds} s)`);
  return code === 0 ? 'passed' : 'failed';
}

const { values, positionals } = parseArgs({
  options: { short: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const chosen = choose(positionals);
try {
  await ensureInstalled();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  fail(error.message);
}
const totals = { passed: 0, failed: 0, skipped: 0 };
const lanes = new Lanes(AT_ONCE);
await Promise.all(
  chosen.map(async comparison => {
    totals[await lanes.run(() => compare(comparison))] += 1;
  }),
);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
say(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed > 0 ? 1 : 0;
