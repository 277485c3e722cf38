/** @jest-environment node */
import { startDevCluster, type DevCluster } from '@backstage-gitops/devcluster';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { runCommand, type Outcome } from '../testing/runCommand';
import type { HelmCommand } from './helmCommand';
import { install } from './install';
import { rollback } from './rollback';
import { testRelease } from './testRelease';
import { uninstall } from './uninstall';
import { upgrade } from './upgrade';

const COMMANDS = { install, upgrade, rollback, uninstall, test: testRelease };
const folder = mkdtempSync(join(tmpdir(), 'gitops-helm-actions-'));
let cluster: DevCluster;

const configMap = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  v: {{ .Values.v | quote }}\n`;
const CHECK = `apiVersion: v1
kind: Pod
metadata:
  name: check
  annotations: {helm.sh/hook: test}
spec:
  restartPolicy: Never
  containers: [{name: main, image: check}]
`;
const SLOW = `apiVersion: v1
kind: Pod
metadata:
  name: slow
  annotations: {backstage-gitops.io/simulate: never-ready}
spec:
  containers: [{name: main, image: slow}]
`;

function writeChart(name: string, templates: Record<string, string>): void {
  mkdirSync(join(folder, name, 'templates'), { recursive: true });
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    'values.yaml': 'v: default\n',
    ...templates,
  };
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(folder, name, path), text);
  }
}

beforeAll(async () => {
  cluster = await startDevCluster({ simulatePods: true });
  writeFileSync(join(folder, 'kubeconfig'), cluster.kubeconfig);
  writeChart('app', {
    'templates/one.yaml': configMap('one'),
    'templates/check.yaml': CHECK,
    'templates/NOTES.txt': 'v is {{ .Values.v }}\n',
  });
  writeChart('slow', { 'templates/slow.yaml': SLOW });
});

afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a command line, e.g. `install app ./app`. */
function helm(line: string, signal?: AbortSignal): Promise<Outcome> {
  const [name, ...words] = line.split(' ').filter(Boolean);
  const run: HelmCommand = COMMANDS[name as keyof typeof COMMANDS];
  return runCommand({ name, summary: '', run }, words, folder, {
    env: { KUBECONFIG: join(folder, 'kubeconfig'), HOME: folder },
    signal,
  });
}

const release = (revision: number, description: string, more: string) =>
  new RegExp(
    `NAME: app\nLAST DEPLOYED: .{24}\nNAMESPACE: default\nSTATUS: deployed\nREVISION: ${revision}\nDESCRIPTION: ${description}\n${more}$`,
  );

describe('gitops helm', () => {
  it('installs, upgrades, tests, rolls back and uninstalls', async () => {
    const installed = await helm('install app ./app');
    expect(installed).toMatchObject({ code: 0, stderr: '' });
    expect(installed.stdout).toMatch(
      release(1, 'Install complete', 'NOTES:\nv is default\n'),
    );
    const upgraded = await helm('upgrade app ./app --set v=2 --hide-notes');
    expect(upgraded.stdout).toMatch(
      /^Release "app" has been upgraded. Happy Helming!\nNAME: app\n/,
    );
    expect(upgraded.stdout).toMatch(release(2, 'Upgrade complete', ''));
    expect((await helm('test app')).stdout).toMatch(
      /\nTEST SUITE: {5}check\nLast Started: {3}.{24}\nLast Completed: .{24}\nPhase: {10}Succeeded\n$/,
    );
    expect(await helm('rollback app 1')).toEqual({
      code: 0,
      stdout: 'Rollback was a success! Happy Helming!\n',
      stderr: '',
    });
    expect(await helm('uninstall app --keep-history')).toEqual({
      code: 0,
      stdout: 'release "app" uninstalled\n',
      stderr: '',
    });
    const again = await helm('upgrade app ./app --install -o json');
    expect(JSON.parse(again.stdout)).toMatchObject({ name: 'app', version: 4 });
  });

  it('tells why it failed', async () => {
    expect(await helm('upgrade none ./app')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error: UPGRADE FAILED: "none" has no deployed releases\n',
    });
    expect(await helm('install x ./none')).toMatchObject({
      code: 1,
      stderr: 'Error: INSTALLATION FAILED: path "./none" not found\n',
    });
  });

  it('ends when it is asked to', async () => {
    const stopped = new AbortController();
    const running = helm('install slow ./slow --wait', stopped.signal);
    setTimeout(() => stopped.abort(), 500);
    const { code, stdout, stderr } = await running;
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'Release slow has been cancelled.\n',
    });
    expect(stderr).toContain('Error: INSTALLATION FAILED: ');
    // What was begun is stored as failed: the name is free for another try.
    expect((await helm('upgrade slow ./slow')).code).toBe(0);
  });

  it.each([
    ['install', '"helm install" requires at least 1 argument'],
    ['upgrade app', '"helm upgrade" requires 2 arguments'],
    ['test', '"helm test" requires 1 argument'],
    ['install a b --bogus', 'unknown flag: --bogus'],
    ['install a b -o xml', 'flag: invalid format type'],
    [
      'rollback a --force --force-conflicts',
      'if any flags in the group [force force-conflicts] are set none of the others can be; [force force-conflicts] were all set',
    ],
    [
      'uninstall a --cascade=all',
      'invalid cascade value (all). Must be "background", "foreground", or "orphan"',
    ],
    [
      'rollback a one',
      'could not convert revision to a number: strconv.Atoi: parsing "one": invalid syntax',
    ],
    ['install a ./app --post-renderer x', 'plugins are not run'],
  ])('refuses %s', async (line, message) => {
    const { code, stderr } = await helm(line);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it.each(Object.keys(COMMANDS))('explains %s', async name => {
    const { code, stdout } = await helm(`${name} --help`);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: gitops helm ${name} `));
  });
});
