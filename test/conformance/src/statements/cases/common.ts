import type { ApiObject } from '../../Api';
import { expectEqual } from '../../expect';
import { Bench, TYPES } from '../Bench';
import {
  conditionsOf,
  configMap,
  expectFailure,
  readyOf,
} from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': configMap('a') };
const requested = (value: string | null) => ({
  metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': value } },
});
const runs = async (bench: Bench) =>
  (await bench.get('Kustomization', 'app')).status.history[0]
    .totalReconciliations as number;

/** What holds for every kind. One table, which has no parts: each entry stands alone. */
export const commonStatements: readonly Statement[] = [
  {
    name: 'CM-1 CM-2 each new value of the request annotation starts one run, and its removal none',
    async run(bench) {
      await bench.start(FILES);
      await bench.ready();
      expectEqual(await runs(bench), 1, 'runs at first');
      for (const value of ['now please', 'again']) {
        await bench.patch('Kustomization', 'app', requested(value));
        await bench.until(
          'Kustomization',
          'app',
          ({ status }) => status.lastHandledReconcileAt === value,
        );
      }
      expectEqual(await runs(bench), 3, 'runs after two requests');
      await bench.patch('Kustomization', 'app', requested(null));
      await bench.patch('Kustomization', 'app', {
        metadata: { labels: { a: 'b' } },
      });
      await new Promise(done => setTimeout(done, 500));
      expectEqual(await runs(bench), 3, 'runs after the removal');
      await bench.patch('Kustomization', 'app', requested('again'));
      await bench.until(
        'Kustomization',
        'app',
        ({ status }) => status.history[0].totalReconciliations === 4,
      );
    },
  },
  {
    name: 'CM-2 CM-10 TR-3 a failed run takes the request and leaves observedGeneration behind',
    async run(bench) {
      await bench.start({ 'a.yaml': 'kind: [' });
      await bench.failed('BuildFailed');
      await bench.patch('Kustomization', 'app', requested('one'));
      const { status } = await bench.until(
        'Kustomization',
        'app',
        object => object.status.lastHandledReconcileAt === 'one',
      );
      expectEqual(status.observedGeneration, -1, 'observedGeneration');
    },
  },
  {
    name: 'CM-3 forceAt on kinds that do not know it starts no run and leaves no trace',
    async run(bench) {
      await bench.start(FILES);
      await bench.ready();
      const before = await bench.get('Kustomization', 'app');
      const annotations = { 'reconcile.fluxcd.io/forceAt': 'x' };
      await bench.patch('Kustomization', 'app', { metadata: { annotations } });
      await bench.patch('GitRepository', 'app', { metadata: { annotations } });
      await new Promise(done => setTimeout(done, 500));
      const after = await bench.get('Kustomization', 'app');
      expectEqual(after.status, before.status, 'status');
    },
  },
  {
    name: 'CM-4 the finalizer is written first, also on what is created suspended',
    async run(bench) {
      await bench.source('app', { suspend: true });
      await bench.app('app', { suspend: true });
      for (const kind of ['GitRepository', 'Kustomization'] as const) {
        const { metadata, status } = await bench.until(
          kind,
          'app',
          object => (object.metadata.finalizers ?? []).length > 0,
        );
        expectEqual(metadata.finalizers, ['finalizers.fluxcd.io'], kind);
        expectEqual(status?.conditions, undefined, `conditions of ${kind}`);
      }
    },
  },
  {
    name: 'CM-5 a suspended object does no work, notes requests and sees its generation if it was Ready',
    async run(bench) {
      const first = await bench.start(FILES);
      await bench.ready();
      await bench.patch('Kustomization', 'app', { spec: { suspend: true } });
      await bench.until(
        'Kustomization',
        'app',
        ({ status }) => status.observedGeneration === 2,
      );
      await bench.push({ 'a.yaml': configMap('a', 'y') });
      const { status } = await bench.request('Kustomization', 'app');
      expectEqual(status.lastAppliedRevision, first, 'applied');
      expectEqual(
        status.conditions[0].observedGeneration,
        1,
        "Ready's own generation",
      );
      expectEqual((await bench.get('ConfigMap', 'a')).data, { key: 'x' }, 'a');
    },
  },
  {
    name: 'CM-5 a suspended object that failed before does not see its new generation',
    async run(bench) {
      await bench.start({ 'a.yaml': 'kind: [' });
      await bench.failed('BuildFailed');
      await bench.patch('Kustomization', 'app', { spec: { suspend: true } });
      const { status } = await bench.request('Kustomization', 'app');
      expectEqual(status.observedGeneration, -1, 'observedGeneration');
    },
  },
  {
    name: 'CM-6 CM-7 CM-8 conditions come in order and carry their generation',
    async run(bench) {
      await bench.start(FILES, { wait: true });
      const object = await bench.ready();
      expectEqual(
        object.status.conditions.map(
          ({
            type,
            observedGeneration,
          }: {
            type: string;
            observedGeneration: number;
          }) => [type, observedGeneration],
        ),
        [
          ['Ready', 1],
          ['Healthy', 1],
        ],
        'after success',
      );
      await bench.patch('Kustomization', 'app', { spec: { path: './nope' } });
      const failed = await bench.failed('ArtifactFailed');
      expectEqual(
        conditionsOf(failed).map(([type, status]) => [type, status]),
        [
          ['Reconciling', 'True'],
          ['Ready', 'False'],
          ['Healthy', 'True'],
        ],
        'after failure',
      );
    },
  },
  {
    name: 'CM-8 TR-2 the time of Ready moves with each run of a Kustomization',
    async run(bench) {
      await bench.start(FILES);
      const before = readyOf(await bench.ready());
      await new Promise(done => setTimeout(done, 1100));
      const after = readyOf(await bench.request('Kustomization', 'app'));
      expectEqual(after?.message, before?.message, 'message');
      expectEqual(
        after?.lastTransitionTime > before?.lastTransitionTime,
        true,
        'time',
      );
    },
  },
  {
    name: 'CM-12 who writes what: finalizers and status by the controller, the spec by nobody',
    async run(bench) {
      await bench.start(FILES);
      const managers = (object: { metadata: { managedFields?: object[] } }) =>
        (object.metadata.managedFields ?? [])
          .map(entry => entry as Record<string, string>)
          .filter(({ manager }) => /controller/.test(manager))
          .map(
            ({ manager, operation, subresource = '' }) =>
              `${manager} ${operation} ${subresource}`,
          )
          .sort();
      const name = 'gotk-kustomize-controller';
      expectEqual(
        managers((await bench.ready()) as never),
        [`${name} Update `, `${name} Update status`],
        'Kustomization',
      );
      expectEqual(
        managers((await bench.ready('GitRepository')) as never),
        ['source-controller Update ', 'source-controller Update status'],
        'GitRepository',
      );
    },
  },
  {
    name: 'CM-13 a failed Kustomization is tried again after its retryInterval, without backoff',
    async run(bench) {
      await bench.start({ 'a.yaml': 'kind: [' }, { retryInterval: '1s' });
      const times = new Set<string>();
      await bench.until('Kustomization', 'app', object => {
        const ready = readyOf(object);
        if (ready?.status === 'False') times.add(ready.lastTransitionTime);
        return times.size >= 4;
      });
      const [first, second, third, fourth] = [...times].map(Date.parse);
      expectEqual(
        [second - first, third - second, fourth - third].every(
          ms => ms <= 3000,
        ),
        true,
        `${[...times]}`,
      );
    },
  },
  {
    name: 'CM-17 a labelled ConfigMap of variables starts its readers, one without label does not',
    async run(bench) {
      for (const [name, labels] of [
        ['watched', { 'reconcile.fluxcd.io/watch': 'Enabled' }],
        ['quiet', {}],
      ] as const) {
        await bench.create({
          ...TYPES.ConfigMap,
          metadata: { name, labels },
          data: { [name]: 'one' },
        } as never);
      }
      await bench.start(
        { 'a.yaml': configMap('a', '${watched}-${quiet}') },
        {
          postBuild: {
            substituteFrom: ['watched', 'quiet'].map(name => ({
              kind: 'ConfigMap',
              name,
            })),
          },
        },
      );
      await bench.ready();
      await bench.patch('ConfigMap', 'quiet', { data: { quiet: 'two' } });
      await new Promise(done => setTimeout(done, 500));
      const value = async () => (await bench.get('ConfigMap', 'a')).data.key;
      expectEqual(await value(), 'one-one', 'without label');
      await bench.patch('ConfigMap', 'watched', { data: { watched: 'two' } });
      await bench.until('ConfigMap', 'a', ({ data }) => data.key === 'two-two');
    },
  },
  {
    name: 'CM-18 CM-19 a feature whose gate is off stalls the object and leaves its generation unseen',
    async run(bench) {
      await bench.app('app', {
        decryption: { provider: 'sops', serviceAccountName: 'x' },
      });
      const object = await bench.failed('FeatureGateDisabled');
      const message =
        'to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller';
      expectEqual(
        conditionsOf(object),
        [
          ['Stalled', 'True', 'FeatureGateDisabled', message],
          ['Ready', 'False', 'FeatureGateDisabled', message],
        ],
        'conditions',
      );
      expectEqual(object.status.observedGeneration, -1, 'observedGeneration');
      const [event] = await bench.events(message);
      expectEqual(
        [event.type, event.reason, event.annotations],
        ['Warning', 'FeatureGateDisabled', {}],
        'event',
      );
    },
  },
  {
    name: 'CM-18 SC-49 an ExternalArtifact is refused while its gate is off',
    async run(bench) {
      await bench.app('app', {
        sourceRef: { kind: 'ExternalArtifact', name: 'ext' },
      });
      const object = await bench.failed('AccessDenied');
      const message = `can't access 'ExternalArtifact/${bench.namespace}/ext', ExternalArtifact feature gate is disabled`;
      expectEqual(
        conditionsOf(object),
        [
          ['Stalled', 'True', 'AccessDenied', message],
          ['Ready', 'False', 'AccessDenied', message],
        ],
        'conditions',
      );
      expectEqual(object.status.observedGeneration, -1, 'observedGeneration');
    },
  },
  {
    name: 'CM-20 KS-8 events name their controller and revision, and copy the annotations meant for them',
    async run(bench) {
      const revision = await bench.publish(FILES);
      const team = { 'event.toolkit.fluxcd.io/team': 'a', other: 'b' };
      await bench.app('app', {}, { annotations: team });
      const all = await bench.events('Reconciliation finished');
      const key = 'kustomize.toolkit.fluxcd.io';
      const common = {
        'event.toolkit.fluxcd.io/team': 'a',
        [`${key}/revision`]: revision,
      };
      expectEqual(
        all.map(({ type, reason, annotations, object }) => [
          type,
          reason,
          annotations,
          object.source?.component,
          object.reportingComponent,
          object.reportingInstance ?? '',
        ]),
        [
          [
            'Normal',
            'Progressing',
            common,
            'kustomize-controller',
            'kustomize-controller',
            '',
          ],
          [
            'Normal',
            'ReconciliationSucceeded',
            { ...common, [`${key}/commit_status`]: 'update' },
            'kustomize-controller',
            'kustomize-controller',
            '',
          ],
        ],
        'events',
      );
    },
  },
  {
    name: 'CM-22 history has an entry for each digest and status, the newest first, and keeps five',
    async run(bench) {
      await bench.start({ 'a.yaml': configMap('a', 'v0') });
      await bench.ready();
      await bench.request('Kustomization', 'app');
      const history = async () =>
        (await bench.get('Kustomization', 'app')).status.history;
      const [first] = await history();
      expectEqual(
        [first.totalReconciliations, first.lastReconciledStatus],
        [2, 'ReconciliationSucceeded'],
        'one entry, counted twice',
      );
      for (const value of ['v1', 'v2', 'v3', 'v4', 'v5', 'v4']) {
        const revision = await bench.push({ 'a.yaml': configMap('a', value) });
        await bench.ready('Kustomization', 'app', revision);
      }
      const entries = await history();
      expectEqual(entries.length, 5, 'entries');
      expectEqual(
        entries.map(
          (entry: { totalReconciliations: number }) =>
            entry.totalReconciliations,
        ),
        [2, 1, 1, 1, 1],
        'counts',
      );
      await bench.push({ 'a.yaml': 'kind: [' });
      await bench.failed('BuildFailed');
      expectEqual(await history(), entries, 'a failed build adds none');
    },
  },
  {
    name: 'CM-23 an expression that needs a missing field leaves the object unknown until the timeout',
    async run(bench) {
      await bench.start(FILES, {
        timeout: '30s',
        wait: true,
        healthCheckExprs: [
          { apiVersion: 'v1', kind: 'ConfigMap', current: "status.a == 'b'" },
        ],
      });
      expectFailure(
        await bench.failed('HealthCheckFailed'),
        'HealthCheckFailed',
        /^health check failed after 3\d(\.\d+)?s: timeout waiting for: \[ConfigMap\/.*\/a status: 'Unknown': failed to evaluate the CEL expression 'status\.a == 'b'': no such attribute\(s\): status\.a\]$/,
      );
    },
  },
  {
    name: 'CM-24 TR-19 a tag of two parts is no version, a leading v is fine',
    async run(bench) {
      const commit = bench.commit(FILES);
      for (const tag of ['v1.0.0', '1.2', 'v1.3']) bench.git('tag', tag);
      bench.pushAll();
      await bench.source('app', { ref: { semver: '>=1.0.0' } });
      await bench.ready('GitRepository', 'app', `v1.0.0@sha1:${commit}`);
    },
  },
  {
    name: 'CM-25 namespaces of references default to that of the object',
    async run(bench) {
      await bench.app('app', {
        sourceRef: { kind: 'GitRepository', name: 'none' },
      });
      expectFailure(
        await bench.failed('ArtifactFailed'),
        'ArtifactFailed',
        'GitRepository.source.toolkit.fluxcd.io "none" not found',
      );
      await bench.start(FILES).catch(() => undefined);
      await bench.app('dependent', {
        namePrefix: 'd-',
        dependsOn: [{ name: 'absent' }],
      });
      const dependent = await bench.failed(
        'DependencyNotReady',
        'Kustomization',
        'dependent',
      );
      expectFailure(
        dependent,
        'DependencyNotReady',
        `dependency '${bench.namespace}/absent' not found: kustomizations.kustomize.toolkit.fluxcd.io "absent" not found`,
      );
    },
  },
  {
    name: 'CM-26 durations are those of Go: days and negative ones are refused, fractions kept',
    async run(bench) {
      for (const interval of ['1d', '-5m', 'soon']) {
        const error = await bench
          .app(`bad-${interval.replace(/\W/g, '')}`, { interval })
          .then(
            () => undefined,
            (reason: Error) => reason,
          );
        expectEqual(/spec.interval/.test(String(error)), true, String(error));
      }
      await bench.app('app', { interval: '1.5h' });
      const { spec } = await bench.get('Kustomization', 'app');
      expectEqual(spec.interval, '1.5h', 'as it was written');
    },
  },
  {
    name: 'CM-27 CM-28 definitions serve and store one current version, with the categories of their kind',
    async run(bench) {
      const type = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
      };
      const kinds = {
        'gitrepositories.source': ['all', 'fluxcd', 'fluxcd-sources'],
        'kustomizations.kustomize': ['all', 'fluxcd', 'fluxcd-appliers'],
      };
      for (const [kind, categories] of Object.entries(kinds)) {
        const name = `${kind}.toolkit.fluxcd.io`;
        const { metadata, spec } = (await bench.client.get(type, {
          name,
        })) as unknown as ApiObject;
        const stored = spec.versions.filter(
          ({ storage }: ApiObject) => storage,
        );
        expectEqual(
          [
            spec.names.categories,
            stored.map((version: ApiObject) => version.name),
            {
              ...metadata.labels,
              ...metadata.annotations,
            }['kustomize.toolkit.fluxcd.io/substitute'],
          ],
          [categories, ['v1'], 'disabled'],
          name,
        );
      }
    },
  },
];
