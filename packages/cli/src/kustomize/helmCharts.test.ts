import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { command } from '../commands/kustomize';
import { runCommand } from '../testing/runCommand';

/** What scripts/kustomize-helm/record.mjs got from kustomize 5.8.1 and Helm 4.1. */
const TESTDATA = join(__dirname, '../../testdata/kustomize-helm');
const CASES = join(TESTDATA, 'cases');
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gitops-helm-')));

afterAll(() => rmSync(scratch, { recursive: true }));

/** Where this engine says it in other words. */
const OWN_WORDING: Readonly<Record<string, string>> = {
  // kustomize leaves the place out.
  'chart-missing-is-refused':
    "no repo specified for pull, no chart found at '<root>/charts/nothing'",
  // kustomize prints the memory of Go.
  'one-release-twice-is-refused':
    "behavior: 'unspecified', behavior must be merge or replace",
};

/** The fault itself, without the way to it: Helm's own words or the last of kustomize's. */
function coreOf(message: string): string {
  const helm = /^Error: Error: (.*)$/m.exec(message);
  return helm ? helm[1] : message.trim().split(': ').pop() ?? '';
}

async function build(name: string) {
  const folder = join(CASES, name);
  const { chartHome, args } = JSON.parse(
    readFileSync(join(folder, 'case.json'), 'utf8'),
  ) as { chartHome: string; args: string[] };
  const input = join(scratch, name);
  cpSync(join(folder, 'input'), input, { recursive: true });
  cpSync(join(TESTDATA, 'charts'), join(input, chartHome), { recursive: true });
  const outcome = await runCommand(command, ['build', input, ...args], scratch);
  const stderr = outcome.stderr
    .replaceAll(input, '<root>')
    .replaceAll(scratch, '<parent>');
  return { ...outcome, stderr };
}

function expected(name: string): unknown {
  const yaml = join(CASES, name, 'expected.yaml');
  if (existsSync(yaml)) return { code: 0, stdout: readFileSync(yaml, 'utf8') };
  const error = readFileSync(join(CASES, name, 'expected-error.txt'), 'utf8');
  const core = OWN_WORDING[name] ?? coreOf(error);
  return { code: 1, stdout: '', stderr: expect.stringContaining(core) };
}

describe('gitops kustomize build inflates charts as kustomize does:', () => {
  it.each(readdirSync(CASES))('%s', async name => {
    expect(await build(name)).toMatchObject(expected(name) as object);
  });
});
