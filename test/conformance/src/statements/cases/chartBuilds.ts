import { expectEqual } from '../../expect';
import { readyOf } from '../readObjects';
import {
  CHART,
  createChart,
  createRepository,
  expectRetried,
  expectStalled,
  filesOf,
  GIT,
  REPOSITORY,
  requireLogin,
} from '../chartBench';
import { below, chartFiles, ChartServer } from '../ChartServer';
import type { Statement } from '../Statement';

/** How charts are built. */
export const chartBuildStatements: readonly Statement[] = [
  {
    name: 'SC-44 a folder of a GitRepository is packed again for another version only',
    async run(bench) {
      await bench.publish(below('charts/web', chartFiles('web', '1.0.0')));
      await createChart(bench, 'web', { ...GIT, chart: './charts/web' });
      const before = await bench.ready(CHART, 'web');
      expectEqual(
        readyOf(before)?.message,
        "packaged 'web' chart with version '1.0.0'",
        'message',
      );
      const same = await bench.push({ 'charts/web/values.yaml': 'b: 2\n' });
      const after = await bench.until(
        CHART,
        'web',
        ({ status }) => status.observedSourceArtifactRevision === same,
      );
      expectEqual(after.status.artifact, before.status.artifact, 'artifact');
      await bench.push(below('charts/web', chartFiles('web', '1.1.0')));
      await bench.ready(CHART, 'web', '1.1.0');
    },
  },
  {
    name: 'SC-44 SC-45 strategy Revision puts the commit into the version, values files the generation',
    async run(bench) {
      const revision = await bench.publish({
        ...below('web', chartFiles('web', '1.0.0')),
        'prod.yaml': 'replicas: 3\n',
      });
      const spec = { ...GIT, chart: 'web', reconcileStrategy: 'Revision' };
      const valuesFiles = ['web/values.yaml', 'prod.yaml'];
      await createChart(bench, 'plain', spec);
      await createChart(bench, 'values', { ...spec, valuesFiles });
      const short = revision.slice('main@sha1:'.length).slice(0, 12);
      await bench.ready(CHART, 'plain', `1.0.0+${short}`);
      const object = await bench.ready(CHART, 'values', `1.0.0+${short}.1`);
      expectEqual(
        (await filesOf(object))['web/values.yaml'],
        'replicas: 3\n',
        'values',
      );
    },
  },
  {
    name: 'SC-45 SC-47 values files are merged, sorted and written in YAML 1.1; missing ones may be passed over',
    run: bench =>
      ChartServer.use(async server => {
        const files = chartFiles('web', '1.0.0', {
          'values.yaml': 'b: 1\na: {y: true, x: 1}\n',
          'values-prod.yaml': 'a: {x: 2}\nn: off\n',
        });
        server.serve('/charts', [{ name: 'web', version: '1.0.0', files }]);
        await createRepository(bench, `${server.url}/charts`);
        const used = ['values.yaml', 'values-prod.yaml'];
        await createChart(bench, 'merged', { valuesFiles: used });
        await createChart(bench, 'own', { valuesFiles: ['values.yaml'] });
        await createChart(bench, 'ignoring', {
          valuesFiles: [used[0], 'zz.yaml', used[1]],
          ignoreMissingValuesFiles: true,
        });
        await createChart(bench, 'missing', { valuesFiles: ['zz.yaml'] });
        const merged = await bench.ready(CHART, 'merged', '1.0.0+1');
        expectEqual(
          readyOf(merged)?.message,
          "packaged 'web' chart with version '1.0.0+1' and merged values files [values.yaml values-prod.yaml]",
          'message',
        );
        expectEqual(
          (await filesOf(merged))['web/values.yaml'],
          'a:\n  "true": true\n  x: 2\nb: 1\n"false": false\n',
          'values',
        );
        expectEqual(
          merged.status.observedValuesFiles,
          undefined,
          'observedValuesFiles',
        );
        await bench.ready(CHART, 'own', '1.0.0');
        const ignoring = await bench.ready(CHART, 'ignoring', '1.0.0+1');
        expectEqual(ignoring.status.observedValuesFiles, used, 'used files');
        await expectStalled(bench, 'missing', {
          ...{ condition: 'BuildFailed', reason: 'ValuesFilesError' },
          message:
            "values files merge error: failed to merge chart values: no values file found at path 'zz.yaml'",
        });
      }),
  },
  {
    name: 'SC-46 dependencies come from the source, from a HelmRepository with their address, or without credentials',
    run: bench =>
      ChartServer.use(async own =>
        ChartServer.use(async open => {
          const secretRef = { name: 'login' };
          await requireLogin(bench, own, secretRef.name);
          own.serve('/charts', [{ name: 'lib', version: '1.5.0' }]);
          open.serve('/open', [{ name: 'lib', version: '2.0.0' }]);
          await createRepository(bench, `${own.url}/charts/`, { secretRef });
          await bench.ready(REPOSITORY, 'charts');
          await bench.publish({
            ...below('charts/local', chartFiles('local', '1.2.3')),
            ...below('charts/web', {
              ...chartFiles('web', '1.0.0'),
              'Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:
- {name: local, version: ">=1", repository: "file://../local"}
- {name: lib, version: 1.x, repository: "${own.url}/charts"}
- {name: lib, version: 2.x, repository: "${open.url}/open", alias: two}\n`,
            }),
          });
          await createChart(bench, 'web', { ...GIT, chart: 'charts/web' });
          const object = await bench.ready(CHART, 'web');
          const names = Object.keys(await filesOf(object));
          for (const name of ['local', 'lib', 'two']) {
            const file = `web/charts/${name}/Chart.yaml`;
            expectEqual(names.includes(file), true, file);
          }
          await bench.events('resolved 3 chart dependencies', 'web', CHART);
        }),
      ),
  },
  {
    name: 'SC-46 SC-47 a dependency outside of the source or behind an alias is refused, and tried again',
    async run(bench) {
      const chart = (dependency: string) => ({
        'Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n- ${dependency}\n`,
      });
      await bench.publish({
        ...below(
          'outside',
          chart('{name: x, version: "*", repository: "file://../../../etc"}'),
        ),
        ...below(
          'alias',
          chart('{name: x, version: "*", repository: "@stable"}'),
        ),
      });
      await createChart(bench, 'outside', { ...GIT, chart: 'outside' });
      await createChart(bench, 'alias', { ...GIT, chart: 'alias' });
      const condition = 'BuildFailed';
      const reason = 'DependencyBuildError';
      await expectRetried(bench, 'outside', {
        ...{ condition, reason },
        message:
          "dependency build error: failed to add local dependency 'x': no chart found at '/etc' (reference 'file://../../../etc')",
      });
      await expectRetried(bench, 'alias', {
        ...{ condition, reason },
        message:
          "dependency build error: failed to add remote dependency 'x': aliased repository dependency is not supported: @stable/",
      });
    },
  },
  {
    name: 'SC-47 a chart that can not be loaded is a ChartPackageError',
    async run(bench) {
      await bench.publish(
        below('web', { ...chartFiles('web', '1.0.0'), 'values.yaml': 'a: [' }),
      );
      await createChart(bench, 'web', { ...GIT, chart: 'web' });
      await expectRetried(bench, 'web', {
        ...{ condition: 'BuildFailed', reason: 'ChartPackageError' },
        message:
          'chart package error: failed to load chart from /web/: cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 1: did not find expected node content',
      });
    },
  },
  {
    name: 'SC-47 a source that is missing or has no artifact is waited for',
    async run(bench) {
      await createChart(bench, 'web', { ...GIT, chart: 'web' });
      const missing = await bench.failed('SourceUnavailable', CHART, 'web');
      expectEqual(
        readyOf(missing)?.message,
        'failed to get source: GitRepository.source.toolkit.fluxcd.io "app" not found',
        'message',
      );
      await bench.source('app', { suspend: true });
      await bench.failed('NoSourceArtifact', CHART, 'web');
      const text = "no artifact available for GitRepository source 'app'";
      const events = await bench.events(text, 'web', CHART);
      const event = events.find(({ message }) => message === text);
      expectEqual(event?.type, 'Normal', 'type of the event');
      bench.commit(below('web', chartFiles('web', '1.0.0')));
      await bench.patch('GitRepository', 'app', { spec: { suspend: false } });
      await bench.ready(CHART, 'web', '1.0.0');
    },
  },
  {
    name: 'SC-48 a signature is asked for with a HelmRepository only, and never passed over',
    run: bench =>
      ChartServer.use(async server => {
        server.serve('/charts', [{ name: 'web', version: '1.0.0' }]);
        await createRepository(bench, `${server.url}/charts`);
        const verify = { provider: 'cosign' };
        const refused = await createChart(bench, 'git', {
          ...GIT,
          verify,
        }).then(
          () => undefined,
          (error: Error) => error.message,
        );
        expectEqual(refused !== undefined, true, 'refused by the schema');
        await createChart(bench, 'web', { verify });
        const object = await bench.failed('VerificationError', CHART, 'web');
        expectEqual(object.status.artifact, undefined, 'artifact');
      }),
  },
];
