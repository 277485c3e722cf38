import type { KubeObject } from '@backstage-gitops/kube';
import type { ApiObject } from '../../Api';
import { expectEqual } from '../../expect';
import { TYPES } from '../Bench';
import type { Bench } from '../Bench';
import { createRelease, RELEASE, startRelease } from '../helmBench';
import { conditionsOf } from '../readObjects';
import type { Statement } from '../Statement';

const CHART = 'HelmChart';

/** A chart whose one object shows the values `a`, `b` and `c`. */
const FILES = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'a: default\nb: default\nc: default\n',
  'chart/templates/shown.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata: {{ pick .Values "a" "b" "c" | toJson }}\n',
};

function withoutChart(kind: string, name: string) {
  return { chart: undefined, chartRef: { kind, name } };
}

async function shown(bench: Bench, data: object): Promise<void> {
  const wanted = JSON.stringify(data);
  const isShown = (object: ApiObject) => JSON.stringify(object.data) === wanted;
  await bench.until('ConfigMap', 'app', isShown);
}

/** What a HelmRelease needs before it can act. */
export const helmPrerequisiteStatements: readonly Statement[] = [
  {
    name: 'HR-3 spec.chart makes a labelled HelmChart, which goes with the HelmRelease',
    async run(bench) {
      await startRelease(bench, FILES);
      const name = `${bench.namespace}-app`;
      await bench.ready(CHART, name);
      await bench.ready(RELEASE);
      const chart = await bench.get(CHART, name);
      const labels = {
        'helm.toolkit.fluxcd.io/name': 'app',
        'helm.toolkit.fluxcd.io/namespace': bench.namespace,
      };
      expectEqual(chart.metadata.labels, labels, 'labels');
      expectEqual(chart.spec.interval, '1h0m0s', 'interval');
      const { status } = await bench.get(RELEASE, 'app');
      expectEqual(status.helmChart, `${bench.namespace}/${name}`, 'helmChart');
      const events = await bench.events('Created HelmChart', 'app', RELEASE);
      expectEqual(
        events[0].message,
        `Created HelmChart/${bench.namespace}/${name} with SourceRef 'GitRepository/${bench.namespace}/app'`,
        'event',
      );
      await bench.delete(RELEASE, 'app');
      await bench.untilGone(RELEASE, 'app');
      await bench.untilGone(CHART, name);
    },
  },
  {
    name: 'HR-6 CM-17 values come from ConfigMaps and Secrets in their order, and follow labelled ones',
    async run(bench) {
      const labels = { 'reconcile.fluxcd.io/watch': 'Enabled' };
      await bench.create({
        ...TYPES.ConfigMap,
        metadata: { name: 'vals', labels },
        data: { 'values.yaml': 'a: map\nb: map\nc: map\n' },
      } as KubeObject);
      await bench.secret('vals', { 'values.yaml': 'b: secret\n', path: '"7"' });
      await startRelease(bench, FILES, {
        valuesFrom: [
          { kind: 'ConfigMap', name: 'vals' },
          { kind: 'Secret', name: 'vals' },
          { kind: 'Secret', name: 'absent', optional: true },
          {
            ...{ kind: 'Secret', name: 'vals' },
            ...{ valuesKey: 'path', targetPath: 'c' },
          },
        ],
        values: { d: 1 },
      });
      await shown(bench, { a: 'map', b: 'secret', c: '7' });
      await bench.patch('ConfigMap', 'vals', {
        data: { 'values.yaml': 'a: new\n' },
      });
      await shown(bench, { a: 'new', b: 'secret', c: '7' });
    },
  },
  {
    name: 'HR-10 a missing key of valuesFrom is told by name, while Reconciling stays',
    async run(bench) {
      await bench.create({
        ...TYPES.ConfigMap,
        metadata: { name: 'vals' },
        data: {},
      } as KubeObject);
      await startRelease(bench, FILES, {
        valuesFrom: [{ kind: 'ConfigMap', name: 'vals', valuesKey: 'k' }],
      });
      const object = await bench.failed('ValuesError', RELEASE);
      const message = `could not resolve ConfigMap chart values reference '${bench.namespace}/vals' with key 'k': key not found`;
      expectEqual(
        conditionsOf(object),
        [
          ['Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites'],
          ['Ready', 'False', 'ValuesError', message],
        ],
        'conditions',
      );
      expectEqual(object.status.observedGeneration, -1, 'observedGeneration');
      const events = await bench.events('key not found', 'app', RELEASE);
      const event = events.find(({ reason }) => reason === 'ValuesError');
      expectEqual([event?.type, event?.message], ['Warning', message], 'event');
    },
  },
  {
    name: 'HR-10 a source that is missing or not ready is told by name',
    async run(bench) {
      await createRelease(bench, 'ref', withoutChart(CHART, 'absent'));
      const missing = await bench.failed('ArtifactFailed', RELEASE, 'ref');
      expectEqual(
        conditionsOf(missing).at(-1)?.[3],
        'could not get Source object: HelmChart.source.toolkit.fluxcd.io "absent" not found',
        'missing',
      );
      await createRelease(bench, 'app');
      const name = `${bench.namespace}-app`;
      const why = `failed to get source: GitRepository.source.toolkit.fluxcd.io "app" not found`;
      const message = `HelmChart '${bench.namespace}/${name}' is not ready: ${why}`;
      await bench.until(RELEASE, 'app', object =>
        conditionsOf(object).some(([, , , text]) => text === message),
      );
    },
  },
  {
    name: 'HR-9 HR-10 a dependency is waited for, and readyExpr may judge it',
    async run(bench) {
      await startRelease(bench, FILES, { dependsOn: [{ name: 'first' }] });
      const object = await bench.failed('DependencyNotReady', RELEASE);
      expectEqual(
        conditionsOf(object).at(-1)?.[3],
        `unable to get '${bench.namespace}/first' dependency: helmreleases.helm.toolkit.fluxcd.io "first" not found`,
        'message',
      );
      await createRelease(bench, 'first', { suspend: true });
      const name = { name: 'first' };
      const readyExpr = 'dep.spec.suspend && self.metadata.name == "app"';
      await bench.patch(RELEASE, 'app', {
        spec: { dependsOn: [{ ...name, readyExpr }] },
      });
      await bench.ready(RELEASE);
      await bench.patch(RELEASE, 'app', {
        spec: { dependsOn: [{ ...name, readyExpr: 'dep.' }] },
      });
      const stalled = await bench.failed('InvalidCELExpression', RELEASE);
      const [, message] = [
        ...conditionsOf(stalled).map(condition => condition[3]),
        '',
      ];
      expectEqual(
        message.startsWith(
          'Reconciliation failed terminally due to configuration error: terminal error: failed to evaluate dependency first: ',
        ),
        true,
        message,
      );
    },
  },
  {
    name: 'HR-35 a wrong expression of healthCheckExprs stalls before anything is made',
    async run(bench) {
      await startRelease(bench, FILES, {
        healthCheckExprs: [{ apiVersion: 'v1', kind: 'A', current: 'status.' }],
      });
      const object = await bench.failed('InvalidCELExpression', RELEASE);
      expectEqual(
        conditionsOf(object).map(([type, status]) => [type, status]),
        [
          ['Stalled', 'True'],
          ['Ready', 'False'],
        ],
        'conditions',
      );
      expectEqual(object.status.observedGeneration, 1, 'observedGeneration');
      const chart = await bench.find(CHART, `${bench.namespace}-app`);
      expectEqual(chart, undefined, 'HelmChart');
    },
  },
];
