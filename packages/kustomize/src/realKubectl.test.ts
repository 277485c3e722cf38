/** @jest-environment node */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasGo, kubectlBinary } from '@backstage-gitops/oracle';
import { buildKustomization } from './build';
import { isKustomizeError } from './errors';
import { nodeFileSystem } from './nodeFileSystem';

/**
 * Builds folders of testdata and random trees here and with the real kustomize:
 * its library in one process where Go is, which takes a sixth of the time, and
 * `kubectl kustomize` in a process each otherwise. FUZZ_SEED gives other trees.
 */
const TESTDATA = join(__dirname, '../testdata');
const SCRIPTS = join(__dirname, '../scripts');
/** Where the library judges all scenarios, kubectl judges one of so many. */
const KUBECTL_STEP = hasGo() ? 16 : 1;
const run = promisify(execFile);

/** Where kubectl 1.35 (kustomize 5.7.1) gives something else than 5.8.1, which we follow. */
const CHANGED_IN_5_8: Readonly<Record<string, string>> = {
  'build-metadata-managed-by-label': 'the label names the version',
  'replacement-into-json-list': '5.8 replaces inside JSON text',
  'replacement-into-json-text': '5.8 replaces inside JSON text',
  'replacement-into-yaml-text': '5.8 replaces inside YAML text',
};

/** The same fields on six more kinds with a pod template: scenarios.test.ts has them. */
const REPEATED =
  /^(pod|replica-set|stateful-set|daemon-set|job|replication-controller)-/;

const scenarios = fs
  .readdirSync(TESTDATA)
  .filter(
    name =>
      fs.existsSync(join(TESTDATA, name, 'input')) &&
      !REPEATED.test(name) &&
      !(name in CHANGED_IN_5_8),
  )
  .filter((_, index) => index % KUBECTL_STEP === 0);

async function ours(folder: string): Promise<string | undefined> {
  try {
    return (await buildKustomization(nodeFileSystem(fs), folder)).yaml();
  } catch (error) {
    if (isKustomizeError(error)) return undefined;
    throw error;
  }
}

/** `undefined` when kubectl fails. */
async function kubectl(folder: string): Promise<string | undefined> {
  try {
    return (await run(kubectlBinary(), ['kustomize', folder])).stdout;
  } catch {
    return undefined;
  }
}

async function outcomes(
  build: (folder: string) => Promise<string | undefined>,
) {
  const results: Record<string, string | undefined> = {};
  const waiting = scenarios.slice();
  const worker = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
      results[name] = await build(join(TESTDATA, name, 'input'));
  };
  await Promise.all([worker(), worker()]);
  return results;
}

describe('the real kubectl kustomize', () => {
  it('gives what we give for the scenarios', async () => {
    expect(await outcomes(ours)).toEqual(await outcomes(kubectl));
  }, 240_000);

  it('differs where kustomize changed after its release', async () => {
    for (const name of Object.keys(CHANGED_IN_5_8)) {
      const folder = join(TESTDATA, name, 'input');
      expect([name, await kubectl(folder)]).not.toEqual([
        name,
        await ours(folder),
      ]);
    }
  }, 60_000);
});

/** The standard output of a script, after the line `failed` when it failed. */
function output(script: string, args: readonly string[]): Promise<string> {
  return run(process.execPath, [join(SCRIPTS, script), ...args], {
    maxBuffer: 1 << 28,
  }).then(
    ({ stdout }) => stdout,
    (fault: { stdout: string }) => `failed\n${fault.stdout}`,
  );
}

(hasGo() ? describe : describe.skip)('the real kustomize as a library', () => {
  it('gives what we give for every scenario', async () => {
    const printed = await output('compare-folders.mjs', [TESTDATA]);
    expect(printed).toMatch(/^testdata: .*"different":0\}$/m);
    expect(printed).not.toMatch(/^failed/);
  }, 240_000);
});

describe('the real kustomize', () => {
  it('gives what we give for random trees', async () => {
    const seed = process.env.FUZZ_SEED ?? '1';
    const args = ['--seed', seed, '--count', '60'];
    const judge = hasGo() ? [] : ['--judge', kubectlBinary()];
    const printed = await output('fuzz/compare.mjs', [...args, ...judge]);
    expect(printed).toMatch(/"different":0\}\n$/);
    expect(printed).not.toMatch(/^failed/);
  }, 300_000);
});
