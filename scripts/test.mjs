/**
 * `npm test`: installs what is missing, then runs every check of the
 * repository and ends with `N passed, N failed` alone on a line, counted over
 * all runners; `, N skipped` follows where tests were skipped. A command that is
 * not a test runner (lint, format, types, generated files) counts as one.
 */
import { ensureInstalled, StartError } from './bootstrap.mjs';
import { CHECKS, runChecks } from './test/checks.mjs';
import { SUITES } from './test/suites.mjs';

const say = line => process.stdout.write(`${line}\n`);

/** `N passed, N failed`, and what was skipped. */
const sentence = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;

/** `npm test -- lint types` runs only those. */
function chooseNames() {
  const known = [...Object.keys(CHECKS), ...Object.keys(SUITES)];
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `unknown check ${unknown.join(', ')}: choose from ${known.join(', ')}\n`,
    );
    process.exit(1);
  }
  return chosen.length > 0 ? chosen : known;
}

async function runSuite(name) {
  say(`\n== ${name} ==`);
  const started = performance.now();
  const counts = await SUITES[name]();
  return { name, counts, seconds: (performance.now() - started) / 1000 };
}

const names = chooseNames();
try {
  await ensureInstalled();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  say('0 passed, 1 failed');
  process.exit(1);
}
const results = await runChecks(Object.keys(CHECKS).filter(isChosen));
for (const name of Object.keys(SUITES).filter(isChosen)) {
  results.push(await runSuite(name));
}
const total = { passed: 0, failed: 0, skipped: 0 };
say('');
for (const { name, counts, seconds } of results) {
  for (const key of Object.keys(total)) total[key] += counts[key];
  say(`${name}: ${sentence(counts)} (${seconds.toFixed(0)} s)`);
}
say(sentence(total));
process.exitCode = total.failed === 0 ? 0 : 1;

function isChosen(name) {
  return names.includes(name);
}
