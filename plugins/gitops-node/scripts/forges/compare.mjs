/* eslint-disable no-console */
/**
 * Puts the cases of all forges to a real Gitea, started on loopback in a
 * temporary folder, each with a repository of its own.
 *
 *     node plugins/gitops-node/scripts/forges/compare.mjs
 *
 * Needs Go and Git. Prints what fails; the exit code is 1 when something does.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the real Gitea
import { startGitea } from '../../../../test/oracle/startGitea.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' } },
});
const here = dirname(fileURLToPath(import.meta.url));
const { FORGE_CASES, createGiteaWorld } = await load(
  join(here, '../../src/forges/testing/realGitea.ts'),
);

async function runCase(gitea, { name, run }, index) {
  const world = await createGiteaWorld(gitea, `case-${index}`);
  try {
    await run(world);
    return true;
  } catch (error) {
    console.log(`failed: ${name}\n${error.stack}`);
    return false;
  } finally {
    await world.close();
  }
}

const gitea = await startGitea();
try {
  const cases = FORGE_CASES.filter(({ name }) => name.includes(options.only));
  let passed = 0;
  for (const [index, item] of cases.entries()) {
    if (await runCase(gitea, item, index)) passed += 1;
  }
  console.log(`gitea ${gitea.version}: ${passed} of ${cases.length} cases`);
  process.exitCode = passed === cases.length ? 0 : 1;
} finally {
  await gitea.stop();
}
