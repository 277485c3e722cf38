import { expectEqual, expectFault, expectStatus } from '../expect';
import { ConformanceCase, Target } from '../Target';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const GROUP = 'rbac.authorization.k8s.io';

/** A service account that may do `verbs` with config maps in the case's namespace. */
async function tenant(
  { api, namespace }: Target,
  verbs: string[],
): Promise<string> {
  await api.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
    metadata: { name: 'tenant' },
  });
  await api.post(`${RBAC}/namespaces/${namespace}/roles`, {
    metadata: { name: 'maps' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs }],
  });
  await api.post(`${RBAC}/namespaces/${namespace}/rolebindings`, {
    metadata: { name: 'maps' },
    roleRef: { apiGroup: GROUP, kind: 'Role', name: 'maps' },
    subjects: [{ kind: 'ServiceAccount', name: 'tenant', namespace }],
  });
  return `system:serviceaccount:${namespace}:tenant`;
}

export const accessCases: ConformanceCase[] = [
  {
    name: 'an impersonated service account has its own permissions and no others',
    async run(target) {
      const { api, namespace, eventually } = target;
      const user = await tenant(target, ['get', 'list']);
      const asTenant = api.as(user);
      const maps = `/api/v1/namespaces/${namespace}/configmaps`;
      await eventually(
        'the binding counts',
        async () => (await asTenant.get(maps)).status === 200,
      );
      expectFault(
        await asTenant.post(maps, { metadata: { name: 'a' } }),
        403,
        'Forbidden',
        `configmaps is forbidden: User "${user}" cannot create resource "configmaps" in API group "" in the namespace "${namespace}"`,
      );
      expectFault(
        await asTenant.apply(
          `${maps}/a`,
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
          'x',
        ),
        403,
        'Forbidden',
        `configmaps "a" is forbidden: User "${user}" cannot patch resource "configmaps" in API group "" in the namespace "${namespace}"`,
      );
      expectFault(
        await asTenant.get('/api/v1/namespaces/default/configmaps'),
        403,
        'Forbidden',
        `configmaps is forbidden: User "${user}" cannot list resource "configmaps" in API group "" in the namespace "default"`,
      );
      expectFault(
        await asTenant.get('/api/v1/nodes'),
        403,
        'Forbidden',
        `nodes is forbidden: User "${user}" cannot list resource "nodes" in API group "" at the cluster scope`,
      );
    },
  },
  {
    name: 'server-side apply of a new object needs create as well as patch',
    async run(target) {
      const { api, namespace, eventually } = target;
      const user = await tenant(target, ['get', 'patch']);
      const asTenant = api.as(user);
      const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
      const map = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a' },
        data: { k: 'v' },
      };
      await eventually(
        'the binding counts',
        async () => (await asTenant.get(path)).status === 404,
      );
      expectFault(
        await asTenant.apply(path, map, 'x'),
        403,
        'Forbidden',
        `configmaps "a" is forbidden: User "${user}" cannot create resource "configmaps" in API group "" in the namespace "${namespace}"`,
      );
      await api.apply(path, map, 'x');
      expectStatus(
        await asTenant.apply(path, map, 'x'),
        200,
        'an existing object',
      );
    },
  },
  {
    name: 'an access review answers what a request would meet',
    async run(target) {
      const { api, namespace, eventually } = target;
      const user = await tenant(target, ['get']);
      const ask = async (verb: string) => {
        const { body } = await api
          .as(user)
          .post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: {
              resourceAttributes: { namespace, verb, resource: 'configmaps' },
            },
          });
        return body.status?.allowed as boolean;
      };
      await eventually('get is allowed', () => ask('get'));
      expectEqual(await ask('delete'), false, 'delete');
    },
  },
  {
    name: 'a role binding to cluster-admin works inside its namespace only',
    async run({ api, namespace, eventually }) {
      await api.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
        metadata: { name: 'chief' },
      });
      await api.post(`${RBAC}/namespaces/${namespace}/rolebindings`, {
        metadata: { name: 'chief' },
        roleRef: {
          apiGroup: GROUP,
          kind: 'ClusterRole',
          name: 'cluster-admin',
        },
        subjects: [{ kind: 'ServiceAccount', name: 'chief', namespace }],
      });
      const chief = api.as(`system:serviceaccount:${namespace}:chief`);
      await eventually(
        'the binding counts',
        async () =>
          (
            await chief.get(`/api/v1/namespaces/${namespace}/secrets`)
          ).status === 200,
      );
      expectEqual(
        (await chief.get('/api/v1/namespaces/default/secrets')).status,
        403,
        'another namespace',
      );
      expectEqual(
        (await chief.get(`/api/v1/namespaces/${namespace}`)).status,
        200,
        'its own namespace',
      );
      expectEqual(
        (await chief.get('/api/v1/namespaces')).status,
        403,
        'all namespaces',
      );
    },
  },
  {
    name: 'a request without credentials is refused',
    async run({ api }) {
      const nobody = api.as('system:nobody');
      expectEqual(
        (await nobody.get('/api/v1/namespaces')).status,
        403,
        'a user without bindings',
      );
    },
  },
];
