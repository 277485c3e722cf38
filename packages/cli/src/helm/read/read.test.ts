import { startDevCluster, type DevCluster } from '@backstage-gitops/devcluster';
import {
  createSecretStorage,
  type Release,
} from '@backstage-gitops/helm-release';
import { KubeClient, type UnstructuredObject } from '@backstage-gitops/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { runCommand } from '../../testing/runCommand';
import type { HelmCommand } from '../helmCommand';
import { get } from './get';
import { history } from './history';
import { list } from './list';
import { status } from './status';

const { signal } = new AbortController();
const COMMANDS = { get, history, list, status } satisfies Record<
  string,
  HelmCommand
>;
let cluster: DevCluster;
let client: KubeClient;

const CONFIG_MAP = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', namespace: 'web' },
};

function releaseOf(version: number, more: Partial<Release> = {}): Release {
  return {
    name: 'shop',
    namespace: 'web',
    version,
    info: {
      lastDeployed: `2026-11-2${version}T03:15:47.5+02:00`,
      description: 'Upgrade <complete>',
      status: 'deployed',
      notes: '\nNotes\n\n',
    },
    chart: {
      metadata: {
        name: 'full',
        version: '1.2.3',
        appVersion: '9.9',
        apiVersion: 'v2',
        home: '',
        sources: [],
        description: '',
        keywords: [],
        maintainers: [],
        icon: '',
        condition: '',
        tags: '',
        deprecated: false,
        annotations: undefined,
        kubeVersion: '',
        dependencies: undefined,
        type: '',
      },
      lock: undefined,
      templates: [],
      values: new Map([['replicas', 2]]),
      schema: undefined,
      files: [],
    },
    config: new Map([['text', 'a<b>']]),
    manifest: `---\n${JSON.stringify(CONFIG_MAP)}\n`,
    hooks: [],
    labels: { team: 'web' },
    applyMethod: 'ssa',
    ...more,
  };
}

beforeAll(async () => {
  cluster = await startDevCluster({ simulatePods: false });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(cluster.kubeconfig);
  client = KubeClient.fromKubeConfig(kubeConfig);
  await client.create<UnstructuredObject>({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'web' },
  });
  await client.create<UnstructuredObject>({ ...CONFIG_MAP, data: { a: 'b' } });
  const storage = createSecretStorage({ client, namespace: 'web' });
  const { info } = releaseOf(1);
  const past = releaseOf(1, { info: { ...info, status: 'superseded' } });
  for (const release of [past, releaseOf(2)]) {
    await storage.create(release, { maxHistory: 0, signal });
  }
});

afterAll(async () => {
  await client.close();
  await cluster.stop();
});

function helm(verb: keyof typeof COMMANDS, ...words: string[]) {
  const argv = ['--namespace', 'web', '--kubeconfig', cluster.kubeconfigPath];
  const command = { name: verb, summary: '', run: COMMANDS[verb] };
  return runCommand(command, [...words, ...argv], process.cwd());
}

describe('gitops helm list, history, status and get', () => {
  it('lists the newest revisions', async () => {
    const { stdout } = await helm('list');
    expect(stdout.split('\n').map(line => line.split(/ *\t/))).toEqual([
      [
        'NAME',
        'NAMESPACE',
        'REVISION',
        'UPDATED',
        'STATUS',
        'CHART',
        'APP VERSION',
      ],
      [
        ...['shop', 'web', '2', '2026-11-22 03:15:47.5 +0200 +0200'],
        ...['deployed', 'full-1.2.3', '9.9        '],
      ],
      [''],
    ]);
    expect((await helm('list', '--superseded', '-q')).stdout).toBe('shop\n');
    expect((await helm('list', '-l', 'team=none', '-o', 'json')).stdout).toBe(
      '[]\n',
    );
  });

  it('shows the history', async () => {
    expect(
      (await helm('history', 'shop', '--max', '1', '-o', 'json')).stdout,
    ).toBe(
      '[{"revision":2,"updated":"2026-11-22T03:15:47.5+02:00","status":"deployed","chart":"full-1.2.3","app_version":"9.9","description":"Upgrade \\u003ccomplete\\u003e"}]\n',
    );
  });

  it('shows a release with its objects', async () => {
    expect((await helm('status', 'shop')).stdout).toMatch(
      /^NAME: shop\nLAST DEPLOYED: Sun Nov 22 03:15:47 2026\nNAMESPACE: web\nSTATUS: deployed\nREVISION: 2\nDESCRIPTION: Upgrade <complete>\nRESOURCES:\n==> v1\/ConfigMap\nNAME +DATA +AGE\none +1 +\S+\n\n\nTEST SUITE: None\nNOTES:\nNotes\n$/,
    );
    const { stdout } = await helm('status', 'shop', '-o', 'json');
    const shown = JSON.parse(stdout);
    expect(shown.chart).toBeUndefined();
    expect(shown.info.resources['v1/ConfigMap'][0].data).toEqual({ a: 'b' });
  });

  it('shows what is stored', async () => {
    expect((await helm('get', 'values', 'shop')).stdout).toBe(
      'USER-SUPPLIED VALUES:\ntext: a<b>\n',
    );
    expect(
      (await helm('get', 'values', 'shop', '-a', '-o', 'json')).stdout,
    ).toBe('{"replicas":2,"text":"a\\u003cb\\u003e"}\n');
    expect((await helm('get', 'notes', 'shop')).stdout).toBe(
      'NOTES:\n\nNotes\n\n\n',
    );
    expect(
      (await helm('get', 'metadata', 'shop', '--revision', '1')).stdout,
    ).toContain(
      'LABELS: team=web\nDEPENDENCIES: \nNAMESPACE: web\nREVISION: 1\nSTATUS: superseded\nDEPLOYED_AT: 2026-11-21T03:15:47+02:00\nAPPLY_METHOD: server-side apply\n',
    );
  });

  it.each<[Parameters<typeof helm>, string]>([
    [['history', 'none'], 'release: not found'],
    [['get', 'all', 'shop', '--revision', '9'], 'release: not found'],
    [['get', 'all', 'No!'], 'releaseContent: Release name is invalid: No!'],
    [['status'], '"helm status" requires 1 argument'],
    [['list', 'one'], '"helm list" accepts no arguments'],
  ])('says why %p fails', async (argv, problem) => {
    const { code, stderr } = await helm(...argv);
    expect(code).toBe(1);
    expect(stderr).toContain(`Error: ${problem}`);
  });
});
