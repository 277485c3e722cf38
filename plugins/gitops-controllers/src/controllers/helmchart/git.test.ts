import { conditionsOf } from '../../__testUtils__/SourceTestEnvironment';
import { below, chartTexts, packedChart } from './testing/chartTexts';
import {
  HelmChartEnvironment,
  readyOf,
  sha256,
} from './testing/HelmChartEnvironment';

const env = new HelmChartEnvironment();

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

describe('a HelmChart of a GitRepository', () => {
  const git = (name: string) => ({ kind: 'GitRepository', name } as const);

  it('SC-44 SC-47 packs a folder, again only for another version', async () => {
    const texts = chartTexts('web', '1.0.0');
    await env.createGit('app', below('charts/web', texts));
    await env.create('git', git('app'), { chart: './charts/web' });
    const before = await env.waitReady('git');
    expect(readyOf(before)).toMatchObject({
      reason: 'ChartPackageSucceeded',
      message: "packaged 'web' chart with version '1.0.0'",
    });
    expect(Object.keys(env.stored(before))).toEqual([
      'web/Chart.yaml',
      'web/values.yaml',
      'web/templates/a.yaml',
    ]);
    const commit = env.repositories.commit('app', {
      'charts/web/values.yaml': 'replicas: 2\n',
    });
    await env.refresh('GitRepository', 'app');
    const same = await env.waitFor(
      'git',
      ({ status }) =>
        status?.observedSourceArtifactRevision === `main@sha1:${commit}`,
    );
    expect(same.status?.artifact).toEqual(before.status?.artifact);
    env.repositories.commit('app', {
      'charts/web/Chart.yaml': chartTexts('web', '1.1.0')['Chart.yaml'],
    });
    await env.refresh('GitRepository', 'app');
    const after = await env.waitFor(
      'git',
      ({ status }) => status?.artifact?.revision === '1.1.0',
    );
    expect(env.stored(after)['web/values.yaml']).toBe('replicas: 2\n');
  });

  it('SC-44 SC-45 marks revision and values files in the version', async () => {
    const commit = await env.createGit('marked', {
      ...below('web', chartTexts('web', '1.0.0+old')),
      'prod.yaml': 'replicas: 3\n',
    });
    const spec = {
      chart: 'web',
      reconcileStrategy: 'Revision' as const,
    };
    await env.create('git-revision', git('marked'), spec);
    const { status } = await env.waitReady('git-revision');
    const version = `1.0.0+${commit.slice(0, 12)}`;
    expect(status?.artifact?.revision).toBe(version);
    await env.create('git-values', git('marked'), {
      ...spec,
      valuesFiles: ['web/values.yaml', '../prod.yaml'],
    });
    const object = await env.waitReady('git-values');
    expect(object.status?.artifact?.revision).toBe(`${version}.1`);
    expect(readyOf(object)?.message).toBe(
      `packaged 'web' chart with version '${version}.1' and merged values files [web/values.yaml ../prod.yaml]`,
    );
    expect(env.stored(object)['web/values.yaml']).toBe('replicas: 3\n');
  });

  it('SC-44 copies a packed chart as it is', async () => {
    const archive = packedChart(chartTexts('web', '1.0.0'));
    await env.createGit('packed', {
      'a/web.tgz': Buffer.from(archive),
      'prod.yaml': 'replicas: 3\n',
    });
    await env.create('git-packed', git('packed'), { chart: 'a/web.tgz' });
    const { status } = await env.waitReady('git-packed');
    expect(status?.conditions?.[0]).toMatchObject({
      reason: 'ChartPullSucceeded',
      message: "pulled 'web' chart with version '1.0.0'",
    });
    expect(status?.artifact?.digest).toBe(`sha256:${sha256(archive)}`);
    await env.create('git-packed-values', git('packed'), {
      chart: 'a/web.tgz',
      valuesFiles: ['prod.yaml'],
    });
    const merged = await env.waitReady('git-packed-values');
    expect(merged.status?.artifact?.revision).toBe('1.0.0+1');
    expect(env.stored(merged)['web/values.yaml']).toBe('replicas: 3\n');
  });

  it('SC-46 adds dependencies of the source, of a repository by its address, and of others', async () => {
    env.serve('/private', [chartTexts('lib', '1.5.0')]);
    env.serve('/public', [
      chartTexts('lib', '2.0.0'),
      chartTexts('lib', '2.1.0'),
    ]);
    await env.createRepository('private', '/private/');
    const dependencies = [
      '{name: local, version: ">=1.0.0", repository: "file://../local"}',
      `{name: lib, version: 1.x, repository: "${env.charts.url}/private"}`,
      `{name: lib, version: "2.0.0", repository: "${env.charts.url}/public", alias: second}`,
    ];
    await env.createGit('umbrella', {
      ...below('charts/web', {
        ...chartTexts('web', '1.0.0'),
        'Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n${dependencies
          .map(item => `- ${item}\n`)
          .join('')}`,
      }),
      ...below('charts/local', chartTexts('local', '1.2.3')),
    });
    await env.create('umbrella-chart', git('umbrella'), {
      chart: 'charts/web',
    });
    const files = env.stored(await env.waitReady('umbrella-chart'));
    expect(files['web/charts/local/Chart.yaml']).toContain('version: 1.2.3');
    expect(files['web/charts/lib/Chart.yaml']).toContain('version: 1.5.0');
    expect(files['web/charts/second/Chart.yaml']).toBe(
      'apiVersion: v2\nname: second\nversion: 2.0.0\n',
    );
    expect(
      await env.waitEvent('umbrella-chart', 'ResolvedDependencies'),
    ).toMatchObject({ message: 'resolved 3 chart dependencies' });
  });

  it.each([
    [
      'outside',
      '{name: x, version: "*", repository: "file://../../../../etc"}',
      "failed to add local dependency 'x': no chart found at '/etc' (reference 'file://../../../../etc')",
    ],
    [
      'version',
      '{name: x, version: ">5", repository: "file://../other"}',
      "failed to add local dependency 'x': can't get a valid version for constraint '>5'",
    ],
    [
      'alias',
      '{name: x, version: "*", repository: "@stable"}',
      "failed to add remote dependency 'x': aliased repository dependency is not supported: @stable/",
    ],
    [
      'cycle',
      '{name: web, version: ">5", repository: "file://."}',
      "failed to add local dependency 'web': can't get a valid version for constraint '>5'",
    ],
  ])(
    'SC-46 SC-47 tells a dependency that can not be had: %s',
    async (name, dependency, why) => {
      const repository = `bad-dependency-${name}`;
      await env.createGit(repository, {
        ...below('web', {
          'Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- ${dependency}\n`,
        }),
        ...below('other', chartTexts('x', '1.0.0')),
      });
      await env.create(`${repository}-chart`, git(repository), {
        chart: 'web',
      });
      const object = await env.waitReason(
        `${repository}-chart`,
        'DependencyBuildError',
      );
      expect(readyOf(object)?.message).toBe(`dependency build error: ${why}`);
      expect(conditionsOf(object).map(({ type }) => type)).toEqual([
        'Reconciling',
        'Ready',
        'BuildFailed',
      ]);
    },
  );

  it.each([
    [
      'path',
      { chart: 'charts/zip' },
      'InvalidChartReference',
      'invalid chart reference: stat /artifact/charts/zip: no such file or directory',
    ],
    [
      'absolute',
      { chart: '/web' },
      'InvalidChartReference',
      'invalid chart reference: local chart reference path is expected to be relative',
    ],
    [
      'folder',
      { chart: 'docs' },
      'InvalidChartReference',
      'invalid chart reference: open /artifact/docs/Chart.yaml: no such file or directory',
    ],
    [
      'values',
      { chart: 'web', valuesFiles: ['values-zz.yaml'] },
      'ValuesFilesError',
      "values files merge error: no values file found at path '/values-zz.yaml' (reference 'values-zz.yaml')",
    ],
    [
      'package',
      { chart: 'broken' },
      'ChartPackageError',
      'chart package error: failed to load chart from /broken/: cannot load values.yaml:',
    ],
  ])('SC-47 tells a bad %s', async (name, spec, reason, message) => {
    const repository = `bad-git-${name}`;
    await env.createGit(repository, {
      ...below('web', chartTexts('web', '1.0.0')),
      ...below('broken', {
        ...chartTexts('web', '1.0.0'),
        'values.yaml': 'a: [',
      }),
      'docs/a.md': 'x',
    });
    await env.create(`${repository}-chart`, git(repository), spec);
    const object = await env.waitReason(`${repository}-chart`, reason);
    expect(readyOf(object)?.message).toContain(message);
  });
});
