import { RepositoryFixture, startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { SourceTestEnvironment } from '../../__testUtils__/SourceTestEnvironment';
import { gitRepositoryController } from '../gitrepository';
import { helmChartController } from '../helmchart';
import { below, chartTexts } from '../helmchart/testing/chartTexts';
import { helmReleaseController } from './index';
import { conditionOf } from './testing/HelmReleaseEnvironment';
import type { HelmRelease, HelmReleaseSpec } from './types';

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  replicas: {{ .Values.replicas | quote }}
  {{- if .Values.broken }}
  broken: [1]
  {{- end }}
`;
const HOOK = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test
`;

const TOKEN = 'helm.toolkit.fluxcd.io/token';

/** HelmReleases of charts in a Git repository: sources, charts and releases for real. */
class ReleasesEnvironment extends SourceTestEnvironment<HelmRelease> {
  readonly repositories = new RepositoryFixture();
  git!: GitServer;

  constructor() {
    super(helmReleaseController, {}, [
      helmChartController,
      gitRepositoryController,
    ]);
  }

  override async start(): Promise<void> {
    this.git = await startGitServer({ root: this.repositories.root });
    await super.start();
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.git.stop();
    this.repositories.remove();
  }

  async release(
    name: string,
    spec: Partial<HelmReleaseSpec> = {},
  ): Promise<HelmRelease> {
    const sourceRef = { kind: 'GitRepository', name: 'charts' } as const;
    const chart = { spec: { chart: 'web', sourceRef } };
    return this.createObject(name, { interval: '1h', chart, ...spec });
  }

  configMap(name: string): Promise<UnstructuredObject | undefined> {
    const { namespace } = this;
    return this.client.find<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'ConfigMap' },
      { namespace, name },
    );
  }

  async secrets(name: string): Promise<string[]> {
    const { items } = await this.client.list(
      { apiVersion: 'v1', kind: 'Secret' },
      { namespace: this.namespace, labelSelector: `owner=helm,name=${name}` },
    );
    return items
      .map(({ metadata }) => `${metadata.name} ${metadata.labels?.status}`)
      .sort();
  }
}

const env = new ReleasesEnvironment();

beforeAll(async () => {
  await env.start();
  env.repositories.create('charts');
  env.repositories.commit(
    'charts',
    below(
      'web',
      chartTexts('web', '1.0.0', {
        'templates/a.yaml': CONFIG_MAP,
        'templates/test.yaml': HOOK,
      }),
    ),
  );
  await env.client.create({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'charts', namespace: env.namespace },
    spec: {
      interval: '1h',
      ref: { branch: 'main' },
      url: `${env.git.url}/charts.git`,
    },
  } as UnstructuredObject);
}, 60_000);
afterAll(() => env.stop());

describe('releases of charts', () => {
  it('HR-2 HR-3 HR-9 HR-31 HR-33 installs, upgrades, fails, rolls back and uninstalls', async () => {
    await env.release('app', {
      upgrade: { remediation: { retries: 1 } },
      values: { replicas: 2 },
    });
    const installed = await env.waitReady('app');
    expect(installed.status).toMatchObject({
      helmChart: 'apps/apps-app',
      inventory: { entries: [{ id: 'apps_app__ConfigMap', v: 'v1' }] },
      observedGeneration: 1,
    });
    expect(await env.configMap('app')).toMatchObject({
      data: { replicas: '2' },
      metadata: {
        labels: {
          'app.kubernetes.io/managed-by': 'Helm',
          'helm.toolkit.fluxcd.io/name': 'app',
          'helm.toolkit.fluxcd.io/namespace': 'apps',
        },
      },
    });
    await env.patch('app', { spec: { values: { replicas: 3 } } });
    await env.waitFor('app', ready('app.v2'));
    expect(await env.configMap('app')).toMatchObject({
      data: { replicas: '3' },
    });
    expect(await env.secrets('app')).toEqual([
      'sh.helm.release.v1.app.v1 superseded',
      'sh.helm.release.v1.app.v2 deployed',
    ]);
    await env.patch('app', { spec: { values: { broken: true } } });
    const failed = await env.waitFor('app', object =>
      Boolean(conditionOf(object, 'Stalled')),
    );
    expect(conditionOf(failed, 'Ready')).toMatch(
      /^False RollbackSucceeded Helm rollback to previous release apps\/app.v\d with chart web@1.0.0 succeeded$/,
    );
    expect(await env.configMap('app')).toMatchObject({
      data: { replicas: '3' },
    });
    await env.delete('app');
    await gone('app');
    expect(await env.configMap('app')).toBeUndefined();
    expect(await env.secrets('app')).toEqual([]);
  });

  it('HR-25 records of a revision that has made space what the storage had of it', async () => {
    const broken = (turn: number) => ({ broken: true, replicas: turn });
    const upgrade = { remediation: { retries: 0 }, preserveValues: true };
    await env.release('short', { upgrade, values: { own: 1 } });
    await env.waitReady('short');
    const fail = async (generation: number, spec: Partial<HelmReleaseSpec>) => {
      await env.patch('short', { spec });
      const { status } = await env.waitFor('short', object =>
        Boolean(
          object.status?.observedGeneration === generation &&
            conditionOf(object, 'Stalled'),
        ),
      );
      return status?.history ?? [];
    };
    const [failed] = await fail(2, { values: broken(1) });
    // Helm has merged the values of the release into those of the spec.
    const { annotations } = await env.waitEvent('short', 'UpgradeFailed');
    expect(annotations?.[TOKEN]).toBe(failed.configDigest);
    const history = await fail(3, { values: broken(2), maxHistory: 2 });
    expect(history.map(({ version, action }) => [version, action])).toEqual([
      [3, 'upgrade'],
      [2, undefined],
      [1, undefined],
    ]);
    expect(await env.secrets('short')).toEqual([
      'sh.helm.release.v1.short.v1 deployed',
      'sh.helm.release.v1.short.v3 failed',
    ]);
  });

  it('HR-12 HR-22 runs the tests of the chart', async () => {
    await env.release('tested', { test: { enable: true } });
    const after = await env.waitFor('tested', ready('TestSucceeded'));
    expect(conditionOf(after, 'Ready')).toBe(
      'True TestSucceeded Helm test succeeded for release apps/tested.v1 with chart web@1.0.0: 1 test hook completed successfully',
    );
  });

  it('HR-25 DB-5 leaves what is in sync alone after a restart', async () => {
    await env.release('kept');
    const before = await env.waitReady('kept');
    await env.stopTheController();
    env.startController();
    await env.reconcile('kept');
    const { status } = await env.read('kept');
    expect(status?.history).toEqual(before.status?.history);
    expect(status?.conditions).toEqual(before.status?.conditions);
  });
});

function ready(text: string) {
  return (object: HelmRelease) =>
    conditionOf(object, 'Ready')?.includes(text) ?? false;
}

async function gone(name: string): Promise<void> {
  while (await env.client.find(env.type, { namespace: env.namespace, name })) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
