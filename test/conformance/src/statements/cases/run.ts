import { expectEqual } from '../../expect';
import {
  conditionsOf,
  configMap,
  countOf,
  expectFailure,
  inventoryOf,
} from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': configMap('a') };
const TIMEOUT = 'with a timeout of 59m30s';
const withoutTimes = (message: string) =>
  message.replace(/(finished|passed) in [\d.]+m?s/, '$1 in T');

/**
 * The order of a run, what it leaves in the status, and its events. One table,
 * which has no parts: each entry stands alone.
 */
export const runStatements: readonly Statement[] = [
  {
    name: 'KS-1 a run that fails keeps the step in Reconciling under which it failed',
    async run(bench) {
      const steps: readonly (readonly [string, string, string, object])[] = [
        ['path', 'ArtifactFailed', 'Fetching manifests', { path: './nope' }],
        [
          'build',
          'BuildFailed',
          'Building manifests',
          { components: ['absent'] },
        ],
        [
          'kubeconfig',
          'ReconciliationFailed',
          'Building manifests',
          { kubeConfig: { secretRef: { name: 'absent' } } },
        ],
        [
          'account',
          'ReconciliationFailed',
          'Detecting drift',
          { serviceAccountName: 'absent' },
        ],
      ];
      const revision = await bench.publish(FILES);
      for (const [name, reason, step, spec] of steps) {
        await bench.app(name, { namePrefix: `${name}-`, ...spec });
        const object = await bench.failed(reason, 'Kustomization', name);
        expectEqual(
          conditionsOf(object)[0],
          [
            'Reconciling',
            'True',
            'ProgressingWithRetry',
            `${step} for revision ${revision} ${TIMEOUT}`,
          ],
          name,
        );
      }
    },
  },
  {
    name: 'KS-1 KS-5 a missing source is told before a missing dependency',
    async run(bench) {
      await bench.app('app', { dependsOn: [{ name: 'absent' }] });
      const object = await bench.failed('ArtifactFailed');
      expectEqual(
        conditionsOf(object),
        [
          [
            'Ready',
            'False',
            'ArtifactFailed',
            'GitRepository.source.toolkit.fluxcd.io "app" not found',
          ],
        ],
        'conditions',
      );
    },
  },
  {
    name: 'KS-2 KS-38 success: Ready, revisions, inventory, history and no other condition',
    async run(bench) {
      const revision = await bench.start(FILES);
      const { status } = await bench.ready();
      const { conditions, history, ...rest } = status;
      expectEqual(
        rest,
        {
          inventory: {
            entries: [{ id: `${bench.namespace}_a__ConfigMap`, v: 'v1' }],
          },
          lastAppliedRevision: revision,
          lastAttemptedRevision: revision,
          observedGeneration: 1,
        },
        'status',
      );
      expectEqual(
        conditionsOf({ status }),
        [
          [
            'Ready',
            'True',
            'ReconciliationSucceeded',
            `Applied revision: ${revision}`,
          ],
        ],
        'conditions',
      );
      const { digest, firstReconciled, lastReconciled, ...entry } = history[0];
      expectEqual(
        [
          history.length,
          /^sha256:[0-9a-f]{64}$/.test(digest),
          firstReconciled === lastReconciled,
          Object.keys(entry).sort(),
          entry.metadata,
        ],
        [
          1,
          true,
          true,
          [
            'lastReconciledDuration',
            'lastReconciledStatus',
            'metadata',
            'totalReconciliations',
          ],
          { revision },
        ],
        'history',
      );
    },
  },
  {
    name: 'KS-3 a failure keeps what was applied; attempted moves once the path is there',
    async run(bench) {
      const good = await bench.start(FILES);
      await bench.ready();
      const bad = await bench.push({ 'a.yaml': 'kind: [' });
      const broken = await bench.failed('BuildFailed');
      expectEqual(
        [
          broken.status.lastAppliedRevision,
          broken.status.lastAttemptedRevision,
        ],
        [good, bad],
        'a build that fails',
      );
      await bench.patch('Kustomization', 'app', { spec: { path: './none' } });
      await bench.failed('ArtifactFailed');
      await bench.push({ 'other.yaml': configMap('b') });
      const { status } = await bench.request('Kustomization', 'app');
      expectEqual(
        [status.lastAppliedRevision, status.lastAttemptedRevision],
        [good, bad],
        'a path that is missing',
      );
    },
  },
  {
    name: 'KS-4 KS-48 a missing service account shows as the refusal of the API server',
    async run(bench) {
      await bench.start(FILES, { serviceAccountName: 'absent' });
      const { namespace } = bench;
      const start = `ConfigMap/${namespace}/a dry-run failed (Forbidden): configmaps "a" is forbidden: User "system:serviceaccount:${namespace}:absent" cannot patch resource "configmaps" in API group "" in the namespace "${namespace}"`;
      const object = await bench.failed('ReconciliationFailed');
      expectFailure(
        object,
        'ReconciliationFailed',
        new RegExp(`^${start.replace(/[()/"]/g, '\\$&')}\\n?$`),
      );
      const [event] = await bench.events('dry-run failed');
      expectEqual(
        [event.type, event.reason],
        ['Warning', 'ReconciliationFailed'],
        'event',
      );
    },
  },
  {
    name: 'KS-5 a source without artifact is waited for, without an event',
    async run(bench) {
      await bench.source('app', { suspend: true });
      await bench.app();
      expectFailure(
        await bench.failed('ArtifactFailed'),
        'ArtifactFailed',
        'Source artifact not found, retrying in 30s',
      );
      expectEqual(await bench.listEvents(), [], 'events');
      await bench.push(FILES).catch(() => undefined);
      await bench.patch('GitRepository', 'app', { spec: { suspend: false } });
      await bench.ready();
    },
  },
  {
    name: 'KS-6 the timeout defaults to the interval less 30 s and is 30 s at least',
    async run(bench) {
      await bench.publish(FILES);
      const cases: readonly (readonly [string, object, string])[] = [
        ['default', { interval: '10m' }, '9m30s'],
        ['short', { interval: '40s' }, '30s'],
        ['small', { timeout: '10s' }, '30s'],
        ['own', { timeout: '2m' }, '2m0s'],
      ];
      for (const [name, spec, timeout] of cases) {
        await bench.app(name, { path: './nope', ...spec });
        const object = await bench.failed(
          'ArtifactFailed',
          'Kustomization',
          name,
        );
        const [reconciling] = conditionsOf(object);
        expectEqual(
          reconciling[3].endsWith(`with a timeout of ${timeout}`),
          true,
          `${name}: ${reconciling[3]}`,
        );
      }
    },
  },
  {
    name: 'KS-7 a new revision starts every dependent, those first that others depend on',
    async run(bench) {
      await bench.publish({
        'one/a.yaml': configMap('a'),
        'two/b.yaml': configMap('b'),
      });
      await bench.app('second', {
        path: './two',
        dependsOn: [{ name: 'first' }],
      });
      await bench.app('first', { path: './one' });
      await bench.ready('Kustomization', 'second');
      const revision = await bench.push({ 'two/b.yaml': configMap('b', 'y') });
      await bench.ready('Kustomization', 'second', revision);
      const first = await bench.get('Kustomization', 'first');
      expectEqual(first.status.lastAppliedRevision, revision, 'first');
    },
  },
  {
    name: 'KS-8 events list what was created, configured, deleted and skipped, in order',
    async run(bench) {
      const keep =
        '  annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\n';
      await bench.start({
        ...FILES,
        'b.yaml': configMap('b'),
        'k.yaml': configMap('k', 'x', keep),
      });
      await bench.ready();
      const revision = await bench.push({
        'a.yaml': configMap('a', 'y'),
        'b.yaml': undefined,
        'k.yaml': undefined,
      });
      await bench.ready('Kustomization', 'app', revision);
      const path = `ConfigMap/${bench.namespace}`;
      const finished = 'Reconciliation finished in T, next run in 1h0m0s';
      await bench.eventually(async () => {
        const all = await bench.listEvents();
        return (
          all.filter(({ reason }) => reason === 'ReconciliationSucceeded')
            .length === 2 || undefined
        );
      });
      const all = await bench.listEvents();
      expectEqual(
        all.map(({ message }) => withoutTimes(message)),
        [
          `${path}/a created\n${path}/b created\n${path}/k created`,
          finished,
          `${path}/a configured`,
          `${path}/k skipped\n${path}/b deleted`,
          finished,
        ],
        'messages',
      );
    },
  },
  {
    name: 'KS-8 Health check passed is told when it was not healthy before or something changed',
    async run(bench) {
      await bench.start(FILES, { wait: true });
      await bench.ready();
      const passed = async () =>
        countOf(await bench.listEvents(), 'Health check passed in ');
      await bench.events('Health check passed in ');
      await bench.request('Kustomization', 'app');
      const same = await bench.push({ 'note.md': 'x' });
      await bench.ready('Kustomization', 'app', same);
      expectEqual(await passed(), 1, 'nothing was applied');
      const next = await bench.push({ 'a.yaml': configMap('a', 'y') });
      await bench.ready('Kustomization', 'app', next);
      await bench.eventually(async () => (await passed()) === 2 || undefined);
      expectEqual(await passed(), 2, 'a change was applied');
    },
  },
  {
    name: 'KS-9 a dependency of the same source has to have the same revision',
    async run(bench) {
      await bench.publish({
        'one/a.yaml': configMap('a'),
        'two/b.yaml': configMap('b'),
      });
      await bench.app('first', { path: './one' });
      await bench.app('app', { path: './two', dependsOn: [{ name: 'first' }] });
      await bench.ready();
      await bench.patch('Kustomization', 'first', { spec: { suspend: true } });
      await bench.until(
        'Kustomization',
        'first',
        ({ status }) => status.observedGeneration === 2,
      );
      await bench.push({ 'two/b.yaml': configMap('b', 'y') });
      const object = await bench.failed('DependencyNotReady');
      expectFailure(
        object,
        'DependencyNotReady',
        `dependency '${bench.namespace}/first' revision is not up to date`,
      );
      const [event] = (await bench.events('Dependencies do not meet')).filter(
        ({ reason }) => reason === 'DependencyNotReady',
      );
      expectEqual(
        [event.type, event.message],
        ['Normal', 'Dependencies do not meet ready condition, retrying in 30s'],
        'event',
      );
    },
  },
  {
    name: 'KS-9 CM-6 a dependency that failed keeps its dependents waiting with Ready alone',
    async run(bench) {
      await bench.publish({
        'one/a.yaml': 'kind: [',
        'two/b.yaml': configMap('b'),
      });
      await bench.app('first', { path: './one' });
      await bench.failed('BuildFailed', 'Kustomization', 'first');
      await bench.app('app', { path: './two', dependsOn: [{ name: 'first' }] });
      const object = await bench.failed('DependencyNotReady');
      expectEqual(
        conditionsOf(object),
        [
          [
            'Ready',
            'False',
            'DependencyNotReady',
            `dependency '${bench.namespace}/first' is not ready`,
          ],
        ],
        'conditions',
      );
      expectEqual(inventoryOf(object), [], 'inventory');
    },
  },
  {
    name: 'KS-10 readyExpr stands in place of the built-in checks',
    async run(bench) {
      await bench.publish({
        'one/a.yaml': 'kind: [',
        'two/b.yaml': configMap('b'),
      });
      await bench.app('first', { path: './one' });
      await bench.failed('BuildFailed', 'Kustomization', 'first');
      const dependsOn = (readyExpr: string) => ({
        path: './two',
        dependsOn: [{ name: 'first', readyExpr }],
      });
      await bench.app('app', dependsOn('true'));
      await bench.ready();
      await bench.app('never', {
        ...dependsOn('dep.metadata.name == self.metadata.name'),
        namePrefix: 'n-',
      });
      expectFailure(
        await bench.failed('DependencyNotReady', 'Kustomization', 'never'),
        'DependencyNotReady',
        `dependency '${bench.namespace}/first' is not ready according to readyExpr eval`,
      );
    },
  },
  {
    name: 'KS-10 CM-9 a readyExpr that is no expression stalls and is not tried again',
    async run(bench) {
      await bench.start(FILES);
      await bench.ready();
      await bench.app('bad', {
        dependsOn: [{ name: 'app', readyExpr: 'dep.metadata.name ==' }],
      });
      const { status } = await bench.failed(
        'InvalidCELExpression',
        'Kustomization',
        'bad',
      );
      const [stalled, ready] = conditionsOf({ status });
      expectEqual(
        [stalled.slice(0, 3), ready.slice(0, 3), stalled[3] === ready[3]],
        [
          ['Stalled', 'True', 'InvalidCELExpression'],
          ['Ready', 'False', 'InvalidCELExpression'],
          true,
        ],
        'conditions',
      );
      expectEqual(
        ready[3].startsWith(
          "Reconciliation failed terminally due to configuration error: terminal error: failed to evaluate dependency app: failed to parse the CEL expression 'dep.metadata.name ==': ERROR: <input>:1:21: Syntax error: mismatched input '<EOF>' expecting ",
        ),
        true,
        ready[3],
      );
      expectEqual(status.observedGeneration, 1, 'observedGeneration');
    },
  },
];
