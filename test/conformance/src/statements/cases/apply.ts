import { expectEqual, ownership } from '../../expect';
import type { ApiObject } from '../../Api';
import { Bench, TYPES } from '../Bench';
import { configMap, countOf, expectFailure, inventoryOf } from '../readObjects';
import type { Statement } from '../Statement';

const mark = (name: string, value: string) =>
  `  annotations: {kustomize.toolkit.fluxcd.io/${name}: ${value}}\n`;

async function edit(bench: Bench, name: string, data: object, manager: string) {
  const { namespace } = bench;
  const key = { namespace, name };
  await bench.client.patch(
    TYPES.ConfigMap,
    key,
    { data },
    { fieldManager: manager },
  );
}

const dataOf = async (bench: Bench, name = 'a') =>
  (await bench.get('ConfigMap', name)).data;

/** Server-side apply, drift and ownership. */
export const applyStatements: readonly Statement[] = [
  {
    name: 'KS-28 one object that the server refuses keeps its whole stage from being written',
    async run(bench) {
      await bench.start({
        'a.yaml': configMap('a'),
        'w.yaml':
          'apiVersion: none.example.com/v1\nkind: Widget\nmetadata: {name: w}\n',
      });
      expectFailure(
        await bench.failed('ReconciliationFailed'),
        'ReconciliationFailed',
        `Widget/${bench.namespace}/w dry-run failed: no matches for kind "Widget" in version "none.example.com/v1"\n`,
      );
      expectEqual(await bench.find('ConfigMap', 'a'), undefined, 'a');
    },
  },
  {
    name: 'KS-28 conflicts with other managers are forced',
    async run(bench) {
      await bench.create({
        ...TYPES.ConfigMap,
        metadata: { name: 'a' },
        data: { key: 'theirs', extra: 'theirs' },
      } as never);
      await bench.start({ 'a.yaml': configMap('a', 'ours') });
      await bench.ready();
      expectEqual(
        await dataOf(bench),
        { key: 'ours', extra: 'theirs' },
        'data',
      );
    },
  },
  {
    name: 'KS-29 KS-30 TR-7 a definition and its objects come up in one run, in the order of kinds',
    async run(bench) {
      const { namespace } = bench;
      const group = `${namespace}.example.com`;
      await bench.start({
        'all.yaml': [
          `apiVersion: ${group}/v1\nkind: Gizmo\nmetadata: {name: g}\n`,
          'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n',
          configMap('zz'),
          configMap('aa'),
          'apiVersion: v1\nkind: Service\nmetadata: {name: svc}\nspec: {ports: [{port: 80}]}\n',
          'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n',
          'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: np}\nspec: {podSelector: {}}\n',
          `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: gizmos.${group}}\nspec:\n  group: ${group}\n  scope: Namespaced\n  names: {kind: Gizmo, plural: gizmos, singular: gizmo, listKind: GizmoList}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]\n`,
          `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: ${namespace}}\nvalue: 1\n`,
        ].join('---\n'),
      });
      const { status } = await bench.ready();
      expectEqual(
        inventoryOf({ status }),
        [
          `_gizmos.${group}_apiextensions.k8s.io_CustomResourceDefinition`,
          `_${namespace}_scheduling.k8s.io_PriorityClass`,
          `${namespace}_sa__ServiceAccount`,
          `${namespace}_aa__ConfigMap`,
          `${namespace}_zz__ConfigMap`,
          `${namespace}_s__Secret`,
          `${namespace}_svc__Service`,
          ...[
            `${namespace}_np_networking.k8s.io_NetworkPolicy`,
            `${namespace}_g_${group}_Gizmo`,
          ].sort((a, b) => (a.split('_')[2] < b.split('_')[2] ? -1 : 1)),
        ],
        'inventory',
      );
      await bench.delete('Kustomization', 'app');
      await bench.untilGone('Kustomization', 'app');
    },
  },
  {
    name: 'KS-31 KS-35 without drift nothing is written, also where the server fills in',
    async run(bench) {
      const { namespace } = bench;
      await bench.start({
        'a.yaml': configMap('a'),
        's.yaml':
          'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}], selector: {app: a}}\n',
        'z.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: {name: z}\nstringData: {a: b}\n',
      });
      await bench.ready();
      const service = { apiVersion: 'v1', kind: 'Service' };
      const versions = async () =>
        Promise.all(
          [
            [TYPES.ConfigMap, 'a'],
            [service, 's'],
            [TYPES.Secret, 'z'],
          ].map(async ([type, name]) => {
            const key = { namespace, name: name as string };
            const object = await bench.client.get(type as typeof service, key);
            return object.metadata.resourceVersion;
          }),
        );
      const before = await versions();
      await bench.request('Kustomization', 'app');
      const next = await bench.push({ 'note.md': 'x' });
      await bench.ready('Kustomization', 'app', next);
      expectEqual(await versions(), before, 'versions');
    },
  },
  {
    name: 'KS-32 TR-8 edits by kubectl vanish, keys of other managers stay',
    async run(bench) {
      await bench.start({ 'a.yaml': configMap('a') });
      await bench.ready();
      await edit(bench, 'a', { key: 'k', mine: 'k' }, 'kubectl-edit');
      await edit(bench, 'a', { theirs: 'f' }, 'foo');
      await bench.request('Kustomization', 'app');
      const live = await bench.until(
        'ConfigMap',
        'a',
        ({ data }) => data.key === 'x',
      );
      expectEqual(live.data, { key: 'x', theirs: 'f' }, 'data');
      expectEqual(
        (ownership(live) as ApiObject[])
          .map(({ manager, operation }) => `${manager} ${operation}`)
          .sort(),
        ['foo Update', 'kustomize-controller Apply'],
        'managers',
      );
    },
  },
  {
    name: 'KS-33 TR-5 marks say how an object is applied, whatever their case',
    async run(bench) {
      for (const name of ['merge', 'once', 'ignored', 'off']) {
        await bench.create({
          ...TYPES.ConfigMap,
          metadata: { name },
          data: { key: 'theirs' },
        } as never);
      }
      await bench.start({
        'merge.yaml': configMap('merge', 'ours', mark('ssa', 'merge')),
        'once.yaml': configMap('once', 'ours', mark('ssa', 'IfNotPresent')),
        'ignored.yaml': configMap('ignored', 'ours', mark('ssa', 'Ignore')),
        'off.yaml': configMap('off', 'ours', mark('reconcile', 'Disabled')),
        'bogus.yaml': configMap('bogus', 'ours', mark('ssa', 'bogus')),
        'new.yaml': configMap('new', 'ours', mark('ssa', 'ifnotpresent')),
      });
      const { status } = await bench.ready();
      const values = await Promise.all(
        ['merge', 'once', 'ignored', 'off', 'bogus', 'new'].map(
          async name => (await dataOf(bench, name)).key,
        ),
      );
      expectEqual(
        values,
        ['ours', 'theirs', 'theirs', 'theirs', 'ours', 'ours'],
        'values',
      );
      expectEqual(inventoryOf({ status }).length, 6, 'all are listed');
    },
  },
  {
    name: 'KS-34 TR-6 what can not be changed is refused, and made anew with force',
    async run(bench) {
      const frozen = (value: string) => ({
        'a.yaml': `immutable: true\n${configMap('a', value)}`,
      });
      await bench.start(frozen('one'));
      await bench.ready();
      const { uid } = (await bench.get('ConfigMap', 'a')).metadata;
      await bench.push(frozen('two'));
      expectFailure(
        await bench.failed('ReconciliationFailed'),
        'ReconciliationFailed',
        /^ConfigMap\/.*\/a dry-run failed \(Invalid\): ConfigMap "a" is invalid: data: Forbidden: field is immutable when/,
      );
      await bench.patch('Kustomization', 'app', { spec: { force: true } });
      await bench.ready();
      const live = await bench.get('ConfigMap', 'a');
      expectEqual(
        [live.data, live.metadata.uid === uid],
        [{ key: 'two' }, false],
        'the object',
      );
      const created = `ConfigMap/${bench.namespace}/a created`;
      await bench.eventually(
        async () =>
          countOf(await bench.listEvents(), created) === 2 || undefined,
      );
      expectEqual(countOf(await bench.listEvents(), created), 2, 'events');
    },
  },
  {
    name: 'KS-36 an ignored path that somebody else applies is left to them',
    async run(bench) {
      const { namespace } = bench;
      await bench.start(
        { 'a.yaml': configMap('a') },
        {
          ignore: [
            { paths: ['/data/key'], target: { kind: 'ConfigMap', name: 'a' } },
          ],
        },
      );
      await bench.ready();
      await bench.client.apply(
        {
          ...TYPES.ConfigMap,
          metadata: { namespace, name: 'a' },
          data: { key: 'theirs' },
        } as never,
        { fieldManager: 'somebody', force: true },
      );
      await bench.request('Kustomization', 'app');
      expectEqual(await dataOf(bench), { key: 'theirs' }, 'data');
      const next = await bench.push({
        'a.yaml': configMap('a', 'x', '  labels: {new: "1"}\n'),
      });
      await bench.ready('Kustomization', 'app', next);
      const live = await bench.get('ConfigMap', 'a');
      expectEqual(
        [live.data, live.metadata.labels.new],
        [{ key: 'theirs' }, '1'],
        'after another change',
      );
    },
  },
  {
    name: 'KS-37 an object without namespace is refused by name',
    async run(bench) {
      await bench.publish({ 'a.yaml': configMap('a') });
      await bench.app('app', { targetNamespace: undefined });
      expectFailure(
        await bench.failed('ReconciliationFailed'),
        'ReconciliationFailed',
        /^ConfigMap\/a namespace not specified: the server could not find the requested resource\n?$/,
      );
    },
  },
  {
    name: 'KS-38 TR-9 colons of RBAC names are doubled underscores in the inventory',
    async run(bench) {
      await bench.start({
        'r.yaml':
          'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: "a:b"}\nrules: []\n',
      });
      const { status } = await bench.ready();
      expectEqual(
        status.inventory.entries,
        [
          {
            id: `${bench.namespace}_a__b_rbac.authorization.k8s.io_Role`,
            v: 'v1',
          },
        ],
        'inventory',
      );
    },
  },
];
