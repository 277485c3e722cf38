import type { UnstructuredObject } from '@backstage-gitops/kube';
// A fixture of tests is no part of what a package offers.
// eslint-disable-next-line @backstage/no-forbidden-package-imports
import {
  KustomizationBench,
  runKustomizations,
} from '@backstage-gitops/plugin-gitops-controllers/testing/startKustomizations';
import { readFile } from 'fs/promises';
import { ApiObject } from '../Api';
import { expectEqual, ownership } from '../expect';
import { ConformanceCase, Target } from '../Target';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const OWNER = 'kustomize-controller';

function configMap(name: string, data: string, more = ''): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data: ${data}\n`;
}

/** Runs the Kustomization controller for the time of a case, in its namespace. */
async function withController(
  target: Target,
  run: (bench: KustomizationBench) => Promise<void>,
): Promise<void> {
  const kubeconfig = await readFile(target.kubeconfigPath, 'utf8');
  const bench = await runKustomizations(kubeconfig, {}, target.namespace);
  try {
    await run(bench);
  } finally {
    await bench.stop();
  }
}

const isReady = (object: {
  status?: { conditions?: { type: string; status: string }[] };
}) =>
  object.status?.conditions?.some(
    c => c.type === 'Ready' && c.status === 'True',
  );
const hasFailed = (object: {
  status?: { conditions?: { type: string; status: string }[] };
}) =>
  object.status?.conditions?.some(
    c => c.type === 'Ready' && c.status === 'False',
  );

async function read(
  bench: KustomizationBench,
  namespace: string,
  name: string,
): Promise<UnstructuredObject> {
  return bench.client.get<UnstructuredObject>(CONFIG_MAP, { namespace, name });
}

/** Lets a Kustomization go before its controller does. */
async function remove(
  bench: KustomizationBench,
  target: Target,
): Promise<void> {
  const { namespace, eventually } = target;
  const type = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
  };
  const key = { namespace, name: 'app' };
  await bench.client.delete(type, key);
  await eventually(
    'the Kustomization goes',
    async () => !(await bench.client.find(type, key)),
  );
}

export const kustomizationCases: ConformanceCase[] = [
  {
    name: 'a Kustomization takes over what kubectl applied and lets strangers be',
    async run(target) {
      const { namespace, kubectl, api } = target;
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      await kubectl(['apply', '-f', '-'], configMap('a', '{x: "0", old: "k"}'));
      await api.patch('merge', `${path}?fieldManager=foo`, {
        data: { extra: 'foo' },
      });
      await withController(target, async bench => {
        await bench.createSource(namespace);
        await bench.publish(namespace, {
          'a.yaml': configMap('a', '{x: "1"}'),
        });
        await bench.create(namespace, 'app', {});
        await bench.until(namespace, 'app', isReady);
        const live = await read(bench, namespace, 'a');
        expectEqual(live.data, { x: '1', extra: 'foo' }, 'data');
        expectEqual(
          live.metadata.annotations,
          undefined,
          'the mark of kubectl is gone',
        );
        const fields = ownership(live as unknown as ApiObject) as ApiObject[];
        expectEqual(
          fields
            .map(({ manager, operation }) => `${manager} ${operation}`)
            .sort(),
          ['foo Update', `${OWNER} Apply`],
          'managers',
        );
        expectEqual(
          fields.find(({ manager }) => manager === OWNER)?.fieldsV1,
          {
            'f:data': { 'f:x': {} },
            'f:metadata': {
              'f:labels': {
                'f:kustomize.toolkit.fluxcd.io/name': {},
                'f:kustomize.toolkit.fluxcd.io/namespace': {},
              },
            },
          },
          'fields of the controller',
        );
        await remove(bench, target);
      });
    },
  },
  {
    name: 'a restarted controller finds everything in order and writes to nothing',
    async run(target) {
      const { namespace } = target;
      const files = {
        'a.yaml': configMap('a', '{x: "1"}'),
        's.yaml':
          'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}], selector: {app: a}}\n',
        'z.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: {name: z}\nstringData: {a: b}\n',
        'd.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: 0\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec: {containers: [{name: c, image: "i:1", ports: [{containerPort: 80}]}]}\n',
      };
      const versions = async (bench: KustomizationBench) =>
        Promise.all(
          [
            [CONFIG_MAP, 'a'],
            [{ apiVersion: 'v1', kind: 'Service' }, 's'],
            [{ apiVersion: 'v1', kind: 'Secret' }, 'z'],
          ].map(async ([type, name]) => {
            const object = await bench.client.get(type as typeof CONFIG_MAP, {
              namespace,
              name: name as string,
            });
            return object.metadata.resourceVersion;
          }),
        );
      const generation = async (bench: KustomizationBench) =>
        (
          await bench.client.get(
            { apiVersion: 'apps/v1', kind: 'Deployment' },
            { namespace, name: 'd' },
          )
        ).metadata.generation;
      let before: unknown;
      await withController(target, async bench => {
        await bench.createSource(namespace);
        await bench.publish(namespace, files);
        await bench.create(namespace, 'app', {});
        await bench.until(namespace, 'app', isReady);
        before = [await versions(bench), await generation(bench)];
      });
      await withController(target, async bench => {
        await bench.publish(namespace, files);
        const { status } = await bench.request(namespace, 'app');
        expectEqual(isReady({ status } as never), true, 'ready again');
        expectEqual(
          [await versions(bench), await generation(bench)],
          before,
          'no object was written',
        );
        expectEqual(status?.history?.length, 1, 'one entry of history');
        await remove(bench, target);
      });
    },
  },
  {
    name: 'definitions, namespaces and their objects come up from one Kustomization and go with it',
    async run(target) {
      const { namespace, eventually } = target;
      const group = `${namespace}.example.com`;
      const inner = `${namespace}-inner`;
      await withController(target, async bench => {
        await bench.createSource(namespace);
        await bench.publish(namespace, {
          'all.yaml': [
            `apiVersion: ${group}/v1\nkind: Gizmo\nmetadata: {name: g, namespace: ${inner}}\nspec: {size: 3}\n`,
            `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ${inner}}\ndata: {x: "1"}\n`,
            `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${inner}}\n`,
            `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: gizmos.${group}}\nspec:\n  group: ${group}\n  scope: Namespaced\n  names: {kind: Gizmo, plural: gizmos, singular: gizmo, listKind: GizmoList}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}\n`,
          ].join('---\n'),
        });
        await bench.create(namespace, 'app', {
          targetNamespace: undefined,
          wait: true,
        });
        const { status } = await bench.until(namespace, 'app', isReady);
        expectEqual(
          status?.inventory?.entries.map(entry => entry.id),
          [
            `_gizmos.${group}_apiextensions.k8s.io_CustomResourceDefinition`,
            `_${inner}__Namespace`,
            `${inner}_a__ConfigMap`,
            `${inner}_g_${group}_Gizmo`,
          ],
          'inventory in the order of application',
        );
        await remove(bench, target);
        const namespaceType = { apiVersion: 'v1', kind: 'Namespace' };
        await eventually(
          'the namespace goes',
          async () =>
            !(await bench.client.find(namespaceType, { name: inner })),
          40_000,
        );
      });
    },
  },
  {
    name: 'what cannot be changed is refused, and recreated with force',
    async run(target) {
      const { namespace } = target;
      const frozen = (x: string) => ({
        'a.yaml': `immutable: true\n${configMap('a', `{x: "${x}"}`)}`,
      });
      await withController(target, async bench => {
        await bench.createSource(namespace);
        await bench.publish(namespace, frozen('1'));
        await bench.create(namespace, 'app', {});
        await bench.until(namespace, 'app', isReady);
        const { uid } = (await read(bench, namespace, 'a')).metadata;
        await bench.publish(namespace, frozen('2'));
        const failed = await bench.until(namespace, 'app', hasFailed);
        const message =
          failed.status?.conditions?.find(c => c.type === 'Ready')?.message ??
          '';
        expectEqual(
          message.startsWith(
            `ConfigMap/${namespace}/a dry-run failed (Invalid): ConfigMap "a" is invalid: data: Forbidden: field is immutable when`,
          ),
          true,
          message,
        );
        const type = {
          apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
          kind: 'Kustomization',
        };
        await bench.client.patch(
          type,
          { namespace, name: 'app' },
          { spec: { force: true } },
        );
        await bench.until(namespace, 'app', isReady);
        const live = await read(bench, namespace, 'a');
        expectEqual(live.data, { x: '2' }, 'the new data');
        expectEqual(live.metadata.uid !== uid, true, 'a new object');
        await remove(bench, target);
      });
    },
  },
];
