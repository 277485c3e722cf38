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

/**
 * Where this engine says it in other words, whole: kustomize prints the
 * configuration of the generator, the command that it ran or the memory of Go.
 */
const TROUBLE = 'trouble configuring builtin HelmChartInflationGenerator';
const OWN_WORDING: Readonly<Record<string, string>> = {
  'additional-values-file-missing-is-refused': `${TROUBLE}: could not load additionalValuesFile: evalsymlink failure on '<root>/none.yaml' : lstat <root>/none.yaml: no such file or directory`,
  'chart-missing-is-refused':
    "no repo specified for pull, no chart found at '<root>/charts/nothing'",
  'chart-without-a-name-is-refused': `${TROUBLE}: chart name cannot be empty`,
  'kube-version-too-old-is-refused':
    "rendering chart '<root>/charts/strict': chart requires kubeVersion: >=1.20.0-0 which is incompatible with Kubernetes v1.19.0",
  'name-template-and-release-name-are-refused':
    "rendering chart '<root>/charts/shop': cannot set --name-template and also specify a name",
  'not-enabled-is-refused': `${TROUBLE}: must specify --enable-helm`,
  'one-release-twice-is-refused':
    "merging from generator: id Secret.v1.[noGrp]/corner-cache.[noNs] exists; can not use behavior: 'unspecified', behavior must be merge or replace",
  'values-against-the-schema-are-refused':
    "rendering chart '<root>/charts/strict': values don't meet the specifications of the schema(s) in the following chart(s):; strict:; - at '/count': got string, want integer",
  'values-merge-unknown-is-refused': `${TROUBLE}: valuesMerge must be one of [merge override replace]`,
};

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
  const own = OWN_WORDING[name];
  const stderr = own === undefined ? error : `Error: ${own}\n`;
  return { code: 1, stdout: '', stderr };
}

describe('gitops kustomize build inflates charts as kustomize does:', () => {
  it.each(readdirSync(CASES))('%s', async name => {
    expect(await build(name)).toMatchObject(expected(name) as object);
  });
});
