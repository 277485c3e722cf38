import { ApiObject } from '../Api';
import { expectEqual, expectFault, expectStatus } from '../expect';
import { ConformanceCase } from '../Target';

const configMap = (name: string, metadata: ApiObject = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
});
const owner = (object: ApiObject, extra: ApiObject = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: object.metadata.name,
  uid: object.metadata.uid,
  ...extra,
});

export const lifecycleCases: ConformanceCase[] = [
  {
    name: 'errors are worded as clients expect them',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      expectFault(
        await api.get(`${path}/none`),
        404,
        'NotFound',
        'configmaps "none" not found',
      );
      expectFault(
        await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/none`),
        404,
        'NotFound',
        'deployments.apps "none" not found',
      );
      await api.post(path, configMap('a'));
      expectFault(
        await api.post(path, configMap('a')),
        409,
        'AlreadyExists',
        'configmaps "a" already exists',
      );
      expectFault(
        await api.post('/api/v1/namespaces/none/configmaps', configMap('a')),
        404,
        'NotFound',
        'namespaces "none" not found',
      );
      const bad = await api.post(path, configMap('Bad_Name'));
      expectEqual(
        [bad.status, bad.body.details?.causes?.[0]?.field],
        [422, 'metadata.name'],
        'name',
      );
      expectEqual(
        (await api.get('/apis/none.example.com/v1/things')).status,
        404,
        'unknown group',
      );
    },
  },
  {
    name: 'Secrets and ConfigMaps take 1 MiB of values, and no more',
    async run({ api, namespace }) {
      const root = `/api/v1/namespaces/${namespace}`;
      const most = 'x'.repeat(1024 * 1024);
      const rule = 'Too long: may not be more than 1048576 bytes';
      const kinds = [
        { kind: 'Secret', plural: 'secrets', given: 'stringData', at: 'data' },
        { kind: 'ConfigMap', plural: 'configmaps', given: 'data', at: '[]' },
      ];
      for (const { kind, plural, given, at } of kinds) {
        const path = `${root}/${plural}`;
        const of = (name: string, values: ApiObject) => ({
          ...{ apiVersion: 'v1', kind, metadata: { name }, [given]: values },
        });
        expectStatus(await api.post(path, of('a', { a: most })), 201, kind);
        expectFault(
          await api.post(path, of('b', { a: most, b: 'y' })),
          422,
          'Invalid',
          `${kind} "b" is invalid: ${at}: ${rule}`,
        );
        expectFault(
          await api.patch('merge', `${path}/a`, { [given]: { b: 'é' } }),
          422,
          'Invalid',
          `${kind} "a" is invalid: ${at}: ${rule}`,
        );
        const emptied = await api.patch('merge', `${path}/a`, {
          [given]: { b: '' },
        });
        expectStatus(emptied, 200, kind);
      }
      expectFault(
        await api.patch('merge', `${root}/configmaps/a`, {
          binaryData: { c: 'eA==' },
        }),
        422,
        'Invalid',
        `ConfigMap "a" is invalid: []: ${rule}`,
      );
    },
  },
  {
    name: 'finalizers hold a deleted object until the last one is removed',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(
        path,
        configMap('a', { finalizers: ['example.com/hold'] }),
      );
      const deleted = expectStatus(
        await api.delete(`${path}/a`),
        200,
        'delete',
      );
      expectEqual(deleted.kind, 'ConfigMap', 'reply of a delete that waits');
      const { body } = await api.get(`${path}/a`);
      expectEqual(
        typeof body.metadata.deletionTimestamp,
        'string',
        'deletionTimestamp',
      );
      const added = await api.patch('merge', `${path}/a`, {
        metadata: { finalizers: ['example.com/hold', 'example.com/more'] },
      });
      expectEqual(
        added.body.message,
        'ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/more"}',
        'new finalizer',
      );
      await api.patch('merge', `${path}/a`, { metadata: { finalizers: null } });
      expectStatus(await api.get(`${path}/a`), 404, 'after the last finalizer');
    },
  },
  {
    name: 'dependents go with their owner, in the background',
    async run({ api, namespace, eventually }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const { body } = await api.post(path, configMap('parent'));
      await api.post(
        path,
        configMap('child', { ownerReferences: [owner(body)] }),
      );
      await api.delete(`${path}/parent`, { propagationPolicy: 'Background' });
      await eventually(
        'the child is gone',
        async () => (await api.get(`${path}/child`)).status === 404,
        60_000,
      );
    },
  },
  {
    name: 'foreground deletion waits for dependents that block it',
    async run({ api, namespace, eventually }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const { body } = await api.post(path, configMap('parent'));
      await api.post(
        path,
        configMap('child', {
          ownerReferences: [owner(body, { blockOwnerDeletion: true })],
          finalizers: ['example.com/hold'],
        }),
      );
      const reply = await api.delete(`${path}/parent`, {
        propagationPolicy: 'Foreground',
      });
      expectEqual(
        reply.body.metadata?.finalizers,
        ['foregroundDeletion'],
        'finalizers of the parent',
      );
      await eventually(
        'the child is being deleted',
        async () => {
          const child = await api.get(`${path}/child`);
          return child.body.metadata?.deletionTimestamp !== undefined;
        },
        60_000,
      );
      expectStatus(await api.get(`${path}/parent`), 200, 'the parent waits');
      await api.patch('merge', `${path}/child`, {
        metadata: { finalizers: null },
      });
      await eventually(
        'the parent is gone',
        async () => (await api.get(`${path}/parent`)).status === 404,
        60_000,
      );
    },
  },
  {
    name: 'orphaned dependents lose their owner and stay',
    async run({ api, namespace, eventually }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const { body } = await api.post(path, configMap('parent'));
      await api.post(
        path,
        configMap('child', { ownerReferences: [owner(body)] }),
      );
      // the collector must have seen the child before it can set it free
      await new Promise(done => setTimeout(done, 1000));
      await api.delete(`${path}/parent`, { propagationPolicy: 'Orphan' });
      await eventually(
        'the parent is gone',
        async () => (await api.get(`${path}/parent`)).status === 404,
        60_000,
      );
      const child = expectStatus(
        await api.get(`${path}/child`),
        200,
        'the child',
      );
      expectEqual(child.metadata.ownerReferences, undefined, 'owners');
    },
  },
  {
    name: 'a deleted namespace is emptied and refuses new content meanwhile',
    async run({ api, namespace, eventually }) {
      const name = `${namespace}-doomed`;
      const path = `/api/v1/namespaces/${name}/configmaps`;
      await api.post('/api/v1/namespaces', { metadata: { name } });
      await api.post(path, configMap('free'));
      await api.post(
        path,
        configMap('held', { finalizers: ['example.com/hold'] }),
      );
      const deleted = await api.delete(`/api/v1/namespaces/${name}`);
      expectEqual(deleted.body.status?.phase, 'Terminating', 'phase');
      const refused = await api.post(path, configMap('late'));
      expectEqual(
        [
          refused.body.code,
          refused.body.reason,
          refused.body.message,
          refused.body.details?.causes?.[0]?.reason,
        ],
        [
          403,
          'Forbidden',
          `configmaps "late" is forbidden: unable to create new content in namespace ${name} because it is being terminated`,
          'NamespaceTerminating',
        ],
        'new content',
      );
      await eventually(
        'free content is gone',
        async () => (await api.get(`${path}/free`)).status === 404,
        30_000,
      );
      await eventually(
        'held content is being deleted',
        async () => {
          const { body } = await api.get(`${path}/held`);
          return body.metadata?.deletionTimestamp !== undefined;
        },
        30_000,
      );
      await api.patch('merge', `${path}/held`, {
        metadata: { finalizers: null },
      });
      await eventually(
        'the namespace is gone',
        async () =>
          (await api.get(`/api/v1/namespaces/${name}`)).status === 404,
        60_000,
      );
    },
  },
  {
    name: 'generateName makes a fresh name',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const { body } = await api.post(path, {
        metadata: { generateName: 'x-' },
      });
      expectEqual(
        /^x-[a-z0-9]{5}$/.test(body.metadata.name as string),
        true,
        `name ${body.metadata.name}`,
      );
    },
  },
  {
    name: 'an immutable field says so',
    async run({ api, namespace }) {
      const maps = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(maps, {
        ...configMap('a'),
        immutable: true,
        data: { k: '1' },
      });
      expectFault(
        await api.patch('merge', `${maps}/a`, { data: { k: '2' } }),
        422,
        'Invalid',
        'ConfigMap "a" is invalid: data: Forbidden: field is immutable when `immutable` is set',
      );
      const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
      await api.post(deployments, {
        metadata: { name: 'a' },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: 'a' } },
          template: {
            metadata: { labels: { app: 'a', b: 'c' } },
            spec: { containers: [{ name: 'c', image: 'i' }] },
          },
        },
      });
      const changed = await api.patch('merge', `${deployments}/a`, {
        spec: { selector: { matchLabels: { app: 'a', b: 'c' } } },
      });
      expectFault(
        changed,
        422,
        'Invalid',
        'Deployment.apps "a" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"a","b":"c"}}: field is immutable',
      );
    },
  },
  {
    name: 'an object of the wrong shape is refused with its field',
    async run({ api, namespace }) {
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
      const reply = await api.post(path, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'a' },
        spec: { replicas: 'two' },
      });
      expectFault(
        reply,
        400,
        'BadRequest',
        'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
      );
    },
  },
];
