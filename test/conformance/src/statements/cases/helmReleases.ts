import type { ApiObject } from '../../Api';
import { expectEqual } from '../../expect';
import type { Bench } from '../Bench';
import { RELEASE, startRelease } from '../helmBench';
import { conditionsOf } from '../readObjects';
import type { Statement } from '../Statement';

/** A chart with one ConfigMap, which a value makes invalid, and one test. */
const FILES = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'text: default\n',
  'chart/templates/shown.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Values.name | default .Release.Name }}
data:
  text: {{ .Values.text | quote }}
`,
  'chart/templates/test.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test
`,
};

function reasonOf({ status }: ApiObject, type = 'Ready'): string | undefined {
  const conditions = (status?.conditions ?? []) as {
    type: string;
    reason: string;
  }[];
  return conditions.find(condition => condition.type === type)?.reason;
}

/** The HelmRelease once a condition has a reason, and nothing is in progress. */
function rests(bench: Bench, reason: string, type = 'Ready') {
  return bench.until(
    RELEASE,
    'app',
    object =>
      reasonOf(object, type) === reason &&
      reasonOf(object, 'Reconciling') === undefined,
  );
}

function historyOf({ status }: ApiObject): string[] {
  const history = (status.history ?? []) as {
    version: number;
    status: string;
    action?: string;
  }[];
  return history.map(entry => `${entry.version} ${entry.status}`);
}

/** What becomes of a release: decisions, remediation, counters and history. */
export const helmReleaseStatements: readonly Statement[] = [
  {
    name: 'HR-14 HR-22 HR-24 HR-26 a chart is installed, and upgraded for new values',
    async run(bench) {
      await startRelease(bench, FILES);
      await bench.ready(RELEASE);
      const installed = await bench.get(RELEASE, 'app');
      const named = `${bench.namespace}/app.v1 with chart web@1.0.0`;
      const message = `Helm install succeeded for release ${named}`;
      expectEqual(
        conditionsOf(installed),
        [
          ['Ready', 'True', 'InstallSucceeded', message],
          ['Released', 'True', 'InstallSucceeded', message],
        ],
        'conditions',
      );
      await bench.patch(RELEASE, 'app', { spec: { values: { text: 'new' } } });
      const upgraded = await rests(bench, 'UpgradeSucceeded');
      expectEqual(
        historyOf(upgraded),
        ['2 deployed', '1 superseded'],
        'history',
      );
      expectEqual(upgraded.status.observedGeneration, 2, 'observedGeneration');
      const shown = await bench.get('ConfigMap', 'app');
      expectEqual(shown.data, { text: 'new' }, 'object');
    },
  },
  {
    name: 'HR-15 HR-17 HR-18 a failed install without retries stalls, and a new spec tries again',
    async run(bench) {
      await startRelease(bench, FILES, { values: { name: 'Not Valid' } });
      const failed = await rests(bench, 'RetriesExceeded', 'Stalled');
      expectEqual(reasonOf(failed), 'InstallFailed', 'Ready');
      expectEqual(
        [failed.status.failures, failed.status.installFailures],
        [1, 1],
        'counters',
      );
      expectEqual(historyOf(failed), ['1 failed'], 'history');
      await bench.patch(RELEASE, 'app', { spec: { values: null } });
      const ready = await rests(bench, 'UpgradeSucceeded');
      expectEqual(ready.status.failures ?? 0, 0, 'counters after a new spec');
    },
  },
  {
    name: 'HR-16 HR-21 a failed upgrade is rolled back until its retries are used up',
    async run(bench) {
      await startRelease(bench, FILES, {
        upgrade: { remediation: { retries: 1 } },
      });
      await bench.ready(RELEASE);
      await bench.patch(RELEASE, 'app', {
        spec: { values: { name: 'Not Valid' } },
      });
      const after = await rests(bench, 'RetriesExceeded', 'Stalled');
      expectEqual(reasonOf(after), 'RollbackSucceeded', 'Ready');
      expectEqual(
        historyOf(after),
        ['5 deployed', '4 failed', '3 superseded'],
        'history',
      );
      expectEqual(after.status.upgradeFailures, 2, 'upgradeFailures');
    },
  },
  {
    name: 'HR-12 HR-22 HR-24 the tests of a release run after it, and stand in the history',
    async run(bench) {
      await startRelease(bench, FILES, { test: { enable: true } });
      const after = await rests(bench, 'TestSucceeded');
      const [latest] = after.status.history as {
        testHooks: Record<string, { phase: string }>;
      }[];
      expectEqual(latest.testHooks['app-test'].phase, 'Succeeded', 'testHooks');
    },
  },
  {
    name: 'HR-11 HR-33 another release name uninstalls the old release; deletion the new one',
    async run(bench) {
      await startRelease(bench, FILES);
      await bench.ready(RELEASE);
      await bench.patch(RELEASE, 'app', { spec: { releaseName: 'other' } });
      await bench.until('ConfigMap', 'other', () => true);
      await bench.untilGone('ConfigMap', 'app');
      await rests(bench, 'InstallSucceeded');
      await bench.delete(RELEASE, 'app');
      await bench.untilGone(RELEASE, 'app');
      await bench.untilGone('ConfigMap', 'other');
    },
  },
  {
    name: 'HR-26 HR-33 a suspended release is left alone, also when its HelmRelease goes',
    async run(bench) {
      await startRelease(bench, FILES);
      await bench.ready(RELEASE);
      await bench.patch(RELEASE, 'app', {
        spec: { suspend: true, values: { text: 'new' } },
      });
      const idle = await bench.until(
        RELEASE,
        'app',
        ({ status }) => status?.observedGeneration === 2,
      );
      expectEqual(reasonOf(idle), 'InstallSucceeded', 'Ready');
      await bench.delete(RELEASE, 'app');
      await bench.untilGone(RELEASE, 'app');
      const shown = await bench.get('ConfigMap', 'app');
      expectEqual(shown.data, { text: 'default' }, 'object');
    },
  },
];
