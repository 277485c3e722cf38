import { createHash } from 'crypto';
import type { ApiObject } from '../../Api';
import { expectEqual } from '../../expect';
import { download } from '../artifactOf';
import { conditionsOf } from '../readObjects';
import {
  CHART,
  createChart,
  createRepository,
  expectStalled,
  REPOSITORY,
  requireLogin,
  versionsOf,
} from '../chartBench';
import { ChartServer } from '../ChartServer';
import type { Statement } from '../Statement';

/** Charts and their repositories. */
export const chartStatements: readonly Statement[] = [
  {
    name: 'SC-41 the index is sorted, written as JSON, and its revision is the digest of the bytes as downloaded',
    run: bench =>
      ChartServer.use(async server => {
        server.serve('/charts', [
          { name: 'web', version: '1.0.0' },
          { name: 'web', version: '1.10.0' },
          { name: 'web', version: '1.2.0' },
        ]);
        await createRepository(bench, `${server.url}/charts`);
        const object = await bench.ready(REPOSITORY, 'charts');
        const { artifact, url } = object.status;
        const index = server.pages.get('/charts/index.yaml') ?? '';
        const hex = createHash('sha256').update(index).digest('hex');
        expectEqual(artifact.revision, `sha256:${hex}`, 'revision');
        const text = (await download(object)).toString('utf8');
        expectEqual(
          text,
          JSON.stringify(JSON.parse(text), undefined, 2),
          'form',
        );
        expectEqual(
          JSON.parse(text).entries.web.map((item: ApiObject) => item.version),
          ['1.10.0', '1.2.0', '1.0.0'],
          'order',
        );
        const path = `helmrepository/${bench.namespace}/charts`;
        expectEqual(artifact.path, `${path}/index-${hex}.yaml`, 'path');
        expectEqual(url.endsWith(`/${path}/index.yaml`), true, 'link');
      }),
  },
  {
    name: 'SC-41 an oci:// address needs type oci',
    async run(bench) {
      await createRepository(bench, 'oci://127.0.0.1:1/charts');
      const reason = 'URLInvalid';
      const object = await bench.failed(reason, REPOSITORY, 'charts');
      const message =
        "invalid Helm repository URL: 'oci' URL scheme cannot be used with 'default' HelmRepository type";
      expectEqual(
        conditionsOf(object),
        [
          ['Stalled', 'True', reason, message],
          ['Ready', 'False', reason, message],
          ['FetchFailed', 'True', reason, message],
        ],
        'conditions',
      );
    },
  },
  {
    name: 'SC-41 credentials go to other hosts with passCredentials only',
    run: bench =>
      ChartServer.use(async own =>
        ChartServer.use(async other => {
          const secretRef = { name: 'login' };
          await requireLogin(bench, own, secretRef.name);
          other.serve('/far', [{ name: 'web', version: '1.0.0' }]);
          own.pages.set(
            '/charts/index.yaml',
            `apiVersion: v1\nentries:\n  web:\n  - name: web\n    version: 1.0.0\n    urls: ["${other.url}/far/web-1.0.0.tgz"]\n`,
          );
          await createRepository(bench, `${own.url}/charts`, { secretRef });
          await createChart(bench, 'kept', {});
          await bench.ready(CHART, 'kept');
          expectEqual(other.requests, ['/far/web-1.0.0.tgz'], 'requests');
          await createRepository(
            bench,
            `${own.url}/charts`,
            { secretRef, passCredentials: true },
            'open',
          );
          await createChart(bench, 'passed', {
            sourceRef: { kind: REPOSITORY, name: 'open' },
          });
          await bench.ready(CHART, 'passed');
          expectEqual(
            other.requests[1],
            `/far/web-1.0.0.tgz ${own.authorization}`,
            'request with passCredentials',
          );
        }),
      ),
  },
  {
    name: 'SC-42 a repository of type oci has no finalizer, no status and no artifact',
    async run(bench) {
      const spec = { type: 'oci' };
      await createRepository(bench, 'oci://127.0.0.1:1/charts', spec);
      await createChart(bench, 'web', { version: '1.0.0' });
      await bench.failed('ChartPullError', CHART, 'web');
      const { metadata, status } = await bench.get(REPOSITORY, 'charts');
      expectEqual(metadata.finalizers, undefined, 'finalizers');
      expectEqual(status?.conditions, undefined, 'conditions');
      expectEqual(status?.artifact, undefined, 'artifact');
    },
  },
  {
    name: 'SC-2 SC-5 SC-16 SC-43 SC-47 a chart is pulled by an exact version or a range, its archive untouched',
    run: bench =>
      ChartServer.use(async server => {
        server.serve(
          '/charts',
          ['1.0.0', '1.1.0', '2.0.0-rc.1'].map(version => ({
            name: 'web',
            version,
          })),
        );
        await createRepository(bench, `${server.url}/charts`);
        expectEqual(
          await versionsOf(bench, {
            star: undefined,
            empty: '',
            exact: '1.0.0',
            range: '<1.1.0',
            pre: '>=1.0.0-0',
          }),
          {
            star: '1.1.0',
            empty: '1.1.0',
            exact: '1.0.0',
            range: '1.0.0',
            pre: '2.0.0-rc.1',
          },
          'versions',
        );
        const object = await bench.get(CHART, 'star');
        const message = "pulled 'web' chart with version '1.1.0'";
        expectEqual(
          conditionsOf(object),
          [
            ['Ready', 'True', 'ChartPullSucceeded', message],
            ['ArtifactInStorage', 'True', 'ChartPullSucceeded', message],
          ],
          'conditions',
        );
        const path = `helmchart/${bench.namespace}/star`;
        const { artifact, observedChartName, url } = object.status;
        expectEqual(artifact.path, `${path}/web-1.1.0.tgz`, 'path');
        expectEqual(url.endsWith(`/${path}/latest.tar.gz`), true, 'link');
        expectEqual(observedChartName, 'web', 'observedChartName');
        expectEqual(
          (await download(object)).equals(
            server.pages.get('/charts/web-1.1.0.tgz') as Buffer,
          ),
          true,
          'bytes',
        );
        const events = await bench.events(message, 'star', CHART);
        const event = events.find(item => item.message === message);
        expectEqual(
          [event?.type, event?.reason],
          ['Normal', 'ChartPullSucceeded'],
          'event',
        );
      }),
  },
  {
    name: 'SC-43 of equal versions the one created last is taken',
    run: bench =>
      ChartServer.use(async server => {
        server.serve('/charts', [
          { name: 'web', version: '1.0.0+a', created: '2024-01-01T00:00:00Z' },
          { name: 'web', version: '1.0.0+b', created: '2024-01-03T00:00:00Z' },
          { name: 'web', version: '1.0.0+c', created: '2024-01-02T00:00:00Z' },
        ]);
        await createRepository(bench, `${server.url}/charts`);
        expectEqual(
          await versionsOf(bench, { newest: '1.x', exact: '1.0.0+a' }),
          { newest: '1.0.0+b', exact: '1.0.0+a' },
          'versions',
        );
      }),
  },
  {
    name: 'SC-43 SC-47 SC-18 an unknown chart, version or a bad range stalls until spec or source change',
    run: bench =>
      ChartServer.use(async server => {
        server.serve('/charts', [{ name: 'web', version: '1.0.0' }]);
        await createRepository(bench, `${server.url}/charts`);
        const reason = 'InvalidChartReference';
        const prefix =
          'invalid chart reference: failed to get chart version for remote reference: ';
        await createChart(bench, 'none', { chart: 'nothing' });
        await createChart(bench, 'later', { version: '2.x' });
        await createChart(bench, 'range', { version: 'one' });
        await expectStalled(bench, 'none', {
          reason,
          message: `${prefix}no chart name found`,
        });
        await expectStalled(bench, 'later', {
          reason,
          message: `${prefix}no 'web' chart with version matching '2.x' found`,
        });
        await expectStalled(bench, 'range', {
          reason,
          message: `${prefix}improper constraint: "one"`,
        });
        server.serve('/charts', [{ name: 'web', version: '2.0.0' }]);
        await bench.request(REPOSITORY, 'charts');
        await bench.ready(CHART, 'later', '2.0.0');
      }),
  },
];
