import { expectEqual } from '../../expect';
import { Bench, TYPES } from '../Bench';
import { configMap, expectFailure, inventoryOf } from '../readObjects';
import type { Statement } from '../Statement';

const OWNER = 'kustomize.toolkit.fluxcd.io';
const exists = async (bench: Bench, name: string) =>
  (await bench.find('ConfigMap', name)) !== undefined;

/** A Role by which a tenant may do all but delete ConfigMaps. */
const TENANT = `apiVersion: v1
kind: ServiceAccount
metadata: {name: tenant}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: tenant}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list, watch, create, patch, update]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: tenant}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: tenant}
subjects: [{kind: ServiceAccount, name: tenant}]
`;

async function remove(bench: Bench): Promise<void> {
  await bench.delete('Kustomization', 'app');
  await bench.untilGone('Kustomization', 'app');
}

/** What goes when it is no longer in Git, and when its Kustomization goes. */
export const pruneStatements: readonly Statement[] = [
  {
    name: 'KS-39 TR-9 pruning keeps what is marked or belongs to another, and forgets it',
    async run(bench) {
      const disabled = `  annotations: {${OWNER}/prune: disabled}\n`;
      await bench.start({
        'stay.yaml': configMap('stay'),
        'gone.yaml': configMap('gone'),
        'marked.yaml': configMap('marked', 'x', disabled),
        'adopted.yaml': configMap('adopted'),
        'live.yaml': configMap('live'),
      });
      await bench.ready();
      await bench.patch('Kustomization', 'app', { spec: { suspend: true } });
      await bench.until(
        'Kustomization',
        'app',
        ({ status }) => status.observedGeneration === 2,
      );
      await bench.patch('ConfigMap', 'adopted', {
        metadata: { labels: { [`${OWNER}/name`]: 'other' } },
      });
      await bench.patch('ConfigMap', 'live', {
        metadata: { annotations: { [`${OWNER}/reconcile`]: 'disabled' } },
      });
      const revision = await bench.push({
        'gone.yaml': undefined,
        'marked.yaml': undefined,
        'adopted.yaml': undefined,
        'live.yaml': undefined,
      });
      await bench.patch('Kustomization', 'app', { spec: { suspend: false } });
      const { status } = await bench.ready('Kustomization', 'app', revision);
      expectEqual(
        inventoryOf({ status }),
        [`${bench.namespace}_stay__ConfigMap`],
        'inventory',
      );
      const left = await Promise.all(
        ['stay', 'gone', 'marked', 'adopted', 'live'].map(name =>
          exists(bench, name),
        ),
      );
      expectEqual(left, [true, false, true, true, true], 'what is left');
      const path = `ConfigMap/${bench.namespace}`;
      const events = await bench.events('gone deleted');
      const { message } = events.find(item => /deleted/.test(item.message)) ?? {
        message: '',
      };
      expectEqual(
        message.split('\n').sort(),
        [
          `${path}/adopted skipped`,
          `${path}/gone deleted`,
          `${path}/live skipped`,
          `${path}/marked skipped`,
        ],
        'event',
      );
    },
  },
  {
    name: 'KS-39 without prune what leaves Git is forgotten and stays',
    async run(bench) {
      await bench.start(
        { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') },
        { prune: false },
      );
      await bench.ready();
      const revision = await bench.push({ 'b.yaml': undefined });
      const { status } = await bench.ready('Kustomization', 'app', revision);
      expectEqual(inventoryOf({ status }).length, 1, 'inventory');
      expectEqual(await exists(bench, 'b'), true, 'b');
    },
  },
  {
    name: 'KS-39 CM-22 a deletion that is refused fails the run and keeps its entry behind the new ones',
    async run(bench) {
      const { namespace } = bench;
      await bench.publish({
        'tenant/t.yaml': TENANT,
        'app/a.yaml': configMap('a'),
      });
      await bench.app('tenant', { path: './tenant' });
      await bench.ready('Kustomization', 'tenant');
      await bench.app('app', {
        path: './app',
        serviceAccountName: 'tenant',
      });
      await bench.ready();
      await bench.push({
        'app/a.yaml': undefined,
        'app/b.yaml': configMap('b'),
      });
      const object = await bench.failed('PruneFailed');
      expectFailure(
        object,
        'PruneFailed',
        `delete failed, errors: ConfigMap/${namespace}/a delete failed: configmaps "a" is forbidden: User "system:serviceaccount:${namespace}:tenant" cannot delete resource "configmaps" in API group "" in the namespace "${namespace}";`,
      );
      const { status } = object;
      expectEqual(
        inventoryOf(object),
        [`${namespace}_b__ConfigMap`, `${namespace}_a__ConfigMap`],
        'inventory',
      );
      expectEqual(
        [
          status.history[0].lastReconciledStatus,
          status.history[1].lastReconciledStatus,
          status.observedGeneration,
        ],
        ['PruneFailed', 'ReconciliationSucceeded', 1],
        'history',
      );
    },
  },
  {
    name: 'KS-40 a rename applies the new object before it deletes the old one',
    async run(bench) {
      await bench.start({ 'a.yaml': configMap('old') });
      await bench.ready();
      const revision = await bench.push({ 'a.yaml': configMap('new') });
      await bench.ready('Kustomization', 'app', revision);
      const path = `ConfigMap/${bench.namespace}`;
      const events = (await bench.events('old deleted'))
        .filter(({ reason }) => reason === 'Progressing')
        .map(({ message }) => message);
      expectEqual(
        events,
        [`${path}/old created`, `${path}/new created`, `${path}/old deleted`],
        'events',
      );
    },
  },
  {
    name: 'KS-41 deletion deletes what was applied, but nothing that is marked, and says so',
    async run(bench) {
      const disabled = `  annotations: {${OWNER}/prune: disabled}\n`;
      await bench.start({
        'a.yaml': configMap('a'),
        'k.yaml': configMap('k', 'x', disabled),
      });
      await bench.ready();
      await remove(bench);
      expectEqual(
        [await exists(bench, 'a'), await exists(bench, 'k')],
        [false, true],
        'what is left',
      );
      const path = `ConfigMap/${bench.namespace}`;
      const events = await bench.events('a deleted');
      const last = events[events.length - 2];
      expectEqual(
        [last.type, last.reason, last.message.split('\n').sort()],
        [
          'Normal',
          'ReconciliationSucceeded',
          [`${path}/a deleted`, `${path}/k skipped`],
        ],
        'event',
      );
    },
  },
  ...(
    [
      ['MirrorPrune without prune leaves all', { prune: false }, true],
      [
        'Delete deletes without prune',
        { prune: false, deletionPolicy: 'Delete' },
        false,
      ],
      ['Orphan leaves all', { deletionPolicy: 'Orphan' }, true],
      [
        'WaitForTermination deletes and waits',
        { deletionPolicy: 'WaitForTermination' },
        false,
      ],
    ] as const
  ).map(([what, spec, isLeft]) => ({
    name: `KS-41 deletion policy: ${what}`,
    async run(bench: Bench) {
      await bench.start({ 'a.yaml': configMap('a') }, spec);
      await bench.ready();
      await remove(bench);
      if (!isLeft) await bench.untilGone('ConfigMap', 'a');
      expectEqual(await exists(bench, 'a'), isLeft, 'a');
    },
  })),
  {
    name: 'KS-41 CM-5 a suspended Kustomization leaves everything when it is deleted',
    async run(bench) {
      await bench.start({ 'a.yaml': configMap('a') });
      await bench.ready();
      await bench.patch('Kustomization', 'app', { spec: { suspend: true } });
      await remove(bench);
      expectEqual(await exists(bench, 'a'), true, 'a');
    },
  },
  {
    name: 'KS-41 objects whose service account is gone are left, with a warning that names them',
    async run(bench) {
      const { namespace } = bench;
      const account = { apiVersion: 'v1', kind: 'ServiceAccount' };
      await bench.publish({
        'tenant/t.yaml': TENANT,
        'app/a.yaml': configMap('a'),
      });
      await bench.app('tenant', { path: './tenant' });
      await bench.ready('Kustomization', 'tenant');
      await bench.app('app', { path: './app', serviceAccountName: 'tenant' });
      await bench.ready();
      await bench.patch('Kustomization', 'tenant', { spec: { suspend: true } });
      await bench.client.delete(account, { namespace, name: 'tenant' });
      await remove(bench);
      expectEqual(await exists(bench, 'a'), true, 'a');
      const events = await bench.events('unable to prune objects');
      const warning = events.find(({ type }) => type === 'Warning');
      expectEqual(
        [warning?.reason, warning?.message],
        [
          'ReconciliationSucceeded',
          `unable to prune objects: \nConfigMap/${namespace}/a`,
        ],
        'event',
      );
    },
  },
  {
    name: 'KS-39 an object that a finalizer holds counts as deleted',
    async run(bench) {
      await bench.start({ 'a.yaml': configMap('a'), 'b.yaml': configMap('b') });
      await bench.ready();
      await bench.patch('ConfigMap', 'b', {
        metadata: { finalizers: ['example.com/held'] },
      });
      const revision = await bench.push({ 'b.yaml': undefined });
      const { status } = await bench.ready('Kustomization', 'app', revision);
      expectEqual(inventoryOf({ status }).length, 1, 'inventory');
      await bench.events(`ConfigMap/${bench.namespace}/b deleted`);
      const { namespace } = bench;
      await bench.client.patch(
        TYPES.ConfigMap,
        { namespace, name: 'b' },
        { metadata: { finalizers: null } },
      );
    },
  },
];
