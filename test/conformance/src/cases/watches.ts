import { ApiObject } from '../Api';
import { expectEqual, expectFault } from '../expect';
import { ConformanceCase } from '../Target';

const configMap = (
  name: string,
  data: ApiObject = {},
  labels: ApiObject = {},
): ApiObject => ({
  metadata: { name, labels },
  data,
});
const summary = (events: readonly { type: string; object: ApiObject }[]) =>
  events
    .filter(({ object }) => object.metadata?.name !== 'kube-root-ca.crt')
    .map(({ type, object }) => `${type} ${object.metadata?.name}`);

export const watchCases: ConformanceCase[] = [
  {
    name: 'a watch resumes after a resourceVersion and misses nothing',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const { body } = await api.post(path, configMap('first'));
      await api.post(path, configMap('second'));
      await api.patch('merge', `${path}/second`, { data: { k: 'v' } });
      await api.delete(`${path}/first`);
      const from = body.metadata.resourceVersion as string;
      const events = await api.watch(
        `${path}?watch=1&resourceVersion=${from}`,
        seen => summary(seen).length >= 3,
      );
      expectEqual(
        summary(events),
        ['ADDED second', 'MODIFIED second', 'DELETED first'],
        'events',
      );
    },
  },
  {
    name: 'a watch-list sends the present objects and then the bookmark that ends them',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(path, configMap('first'));
      const query =
        'watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
      const events = await api.watch(`${path}?${query}`, seen =>
        seen.some(({ type }) => type === 'BOOKMARK'),
      );
      const last = events[events.length - 1];
      expectEqual(summary(events.slice(0, -1)), ['ADDED first'], 'objects');
      expectEqual(
        [last.type, last.object.kind, last.object.metadata.annotations],
        ['BOOKMARK', 'ConfigMap', { 'k8s.io/initial-events-end': 'true' }],
        'bookmark',
      );
    },
  },
  {
    name: 'a watch with a selector shows objects that come and go as added and deleted',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const { body } = await api.post(path, configMap('a', {}, { on: 'no' }));
      await api.patch('merge', `${path}/a`, {
        metadata: { labels: { on: 'yes' } },
      });
      await api.patch('merge', `${path}/a`, { data: { k: 'v' } });
      await api.patch('merge', `${path}/a`, {
        metadata: { labels: { on: 'no' } },
      });
      const query = `watch=1&labelSelector=on%3Dyes&resourceVersion=${body.metadata.resourceVersion}`;
      const events = await api.watch(
        `${path}?${query}`,
        seen => seen.length >= 3,
      );
      expectEqual(
        summary(events),
        ['ADDED a', 'MODIFIED a', 'DELETED a'],
        'events',
      );
    },
  },
  {
    name: 'a list comes in chunks that are consistent',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/secrets`;
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        await api.post(path, { metadata: { name }, type: 'Opaque' });
      }
      const first = await api.get(`${path}?limit=2`);
      await api.delete(`${path}/e`);
      const names: string[] = [];
      let page = first;
      for (;;) {
        names.push(
          ...(page.body.items as ApiObject[]).map(
            item => item.metadata.name as string,
          ),
        );
        const token = page.body.metadata.continue as string | undefined;
        if (!token) {
          break;
        }
        page = await api.get(
          `${path}?limit=2&continue=${encodeURIComponent(token)}`,
        );
      }
      expectEqual(names, ['a', 'b', 'c', 'd', 'e'], 'names');
      expectEqual(first.body.metadata.remainingItemCount, 3, 'remaining');
    },
  },
  {
    name: 'field and label selectors choose objects, and an unknown field is refused',
    async run({ api, namespace }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(path, configMap('a', {}, { tier: 'x', zone: '1' }));
      await api.post(path, configMap('b', {}, { tier: 'y' }));
      const names = async (query: string) =>
        ((await api.get(`${path}?${query}`)).body.items as ApiObject[]).map(
          item => item.metadata.name,
        );
      expectEqual(
        await names('fieldSelector=metadata.name%3Da'),
        ['a'],
        'metadata.name',
      );
      expectEqual(
        await names(
          `labelSelector=${encodeURIComponent('tier in (x,y),zone')}`,
        ),
        ['a'],
        'in',
      );
      expectEqual(
        await names(`labelSelector=${encodeURIComponent('tier,!zone')}`),
        ['b'],
        'not',
      );
      expectFault(
        await api.get(`${path}?fieldSelector=data.x%3Da`),
        400,
        'BadRequest',
        '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
      );
    },
  },
  {
    name: 'kubectl wait sees a condition come true',
    async run({ api, namespace, kubectl }) {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      await api.post(path, configMap('a', { state: 'no' }));
      const waiting = kubectl([
        'wait',
        'configmap/a',
        '--for=jsonpath={.data.state}=yes',
        '--timeout=10s',
      ]);
      await api.patch('merge', `${path}/a`, { data: { state: 'yes' } });
      expectEqual(await waiting, 'configmap/a condition met\n', 'output');
    },
  },
];
