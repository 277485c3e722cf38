import type { ApiObject } from '../../Api';
import { expectEqual } from '../../expect';
import type { Bench } from '../Bench';
import { RELEASE, startRelease } from '../helmBench';
import type { Statement } from '../Statement';

/** A chart with two ConfigMaps and a definition. */
const FILES = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/templates/a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: kept}
data: {text: first, long: "${'x'.repeat(80)}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
data: {text: first}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: hook, annotations: {helm.sh/hook: post-install}}
`,
};

interface Conditions {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }[];
}

function conditionOf({ status }: ApiObject, type: string) {
  return (status as Conditions | undefined)?.conditions?.find(
    condition => condition.type === type,
  );
}

/** The HelmRelease once Drifted is True, or False. */
function drifted(bench: Bench, status: 'True' | 'False') {
  return bench.until(
    RELEASE,
    'app',
    object => conditionOf(object, 'Drifted')?.status === status,
  );
}

/** Drift, post-renderers and the inventory of releases. */
export const helmDriftStatements: readonly Statement[] = [
  {
    name: 'HR-32 DB-5 DB-11 drift is seen by the watch and told with a masked diff, and Ready stays',
    async run(bench) {
      await startRelease(bench, FILES, { driftDetection: { mode: 'warn' } });
      await bench.ready(RELEASE);
      await drifted(bench, 'False');
      await bench.patch('ConfigMap', 'kept', { data: { text: 'mine' } });
      const found = await drifted(bench, 'True');
      const { namespace } = bench;
      expectEqual(
        conditionOf(found, 'Drifted')?.message,
        `Cluster state of release ${namespace}/app.v1 has drifted from the desired state:\nConfigMap/${namespace}/kept changed (0 additions, 1 changes, 0 removals)`,
        'Drifted',
      );
      expectEqual(
        conditionOf(found, 'DriftDiff')?.message,
        `ConfigMap/${namespace}/kept changed\n  replace /data/text: "***"`,
        'DriftDiff',
      );
      expectEqual(conditionOf(found, 'Ready')?.status, 'True', 'Ready');
    },
  },
  {
    name: 'HR-32 drift is corrected, but for what is ignored',
    async run(bench) {
      await startRelease(bench, FILES, {
        driftDetection: {
          mode: 'enabled',
          ignore: [{ paths: ['/data/text'], target: { name: 'other' } }],
        },
      });
      await bench.ready(RELEASE);
      await drifted(bench, 'False');
      await bench.patch('ConfigMap', 'other', { data: { text: 'mine' } });
      await bench.patch('ConfigMap', 'kept', { data: { text: 'mine' } });
      await bench.until('ConfigMap', 'kept', object => {
        const { text } = object.data as { text?: string };
        return text === 'first';
      });
      const other = await bench.get('ConfigMap', 'other');
      expectEqual(other.data, { text: 'mine' }, 'what is ignored');
    },
  },
  {
    name: 'HR-26 HR-31 objects and hooks are patched and labelled, and listed without hooks',
    async run(bench) {
      await startRelease(bench, FILES, {
        commonMetadata: { labels: { team: 'a' } },
        postRenderers: [
          {
            kustomize: {
              patches: [
                {
                  patch:
                    '[{"op": "add", "path": "/data", "value": {"p": "1"}}]',
                  target: { kind: 'ConfigMap' },
                },
              ],
            },
          },
        ],
      });
      const ready = await bench.ready(RELEASE);
      const { namespace } = bench;
      for (const name of ['kept', 'hook']) {
        const { data, metadata } = await bench.get('ConfigMap', name);
        expectEqual(data, { p: '1' }, `${name}, patched`);
        const { labels = {} } = metadata;
        expectEqual(
          [
            labels.team,
            labels['helm.toolkit.fluxcd.io/name'],
            labels['helm.toolkit.fluxcd.io/namespace'],
          ],
          ['a', 'app', namespace],
          `labels of ${name}`,
        );
      }
      expectEqual(
        (ready.status as { inventory?: object }).inventory,
        {
          entries: [
            { id: `${namespace}_kept__ConfigMap`, v: 'v1' },
            { id: `${namespace}_other__ConfigMap`, v: 'v1' },
          ],
        },
        'inventory',
      );
    },
  },
];
