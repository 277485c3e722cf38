import { DevCluster, startDevCluster } from '@backstage-gitops/devcluster';
import { KubeConfig } from '@kubernetes/client-node';
import { NoMatchError } from '../api/errors';
import { UnstructuredObject } from '../api/types';
import { KubeClient } from './KubeClient';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };

function configMap(
  name: string,
  data: Record<string, string>,
): UnstructuredObject {
  return { ...CONFIG_MAP, metadata: { name, namespace: 'default' }, data };
}

describe('KubeClient', () => {
  let cluster: DevCluster;
  let client: KubeClient;

  beforeAll(async () => {
    cluster = await startDevCluster();
    const config = new KubeConfig();
    config.loadFromString(cluster.kubeconfig);
    client = KubeClient.fromKubeConfig(config, { fieldManager: 'test' });
  });

  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  it('creates, reads, patches, lists and deletes', async () => {
    const created = await client.create(configMap('crud', { a: '1' }));
    expect(created.metadata.uid).toBeDefined();
    const key = { namespace: 'default', name: 'crud' };
    await client.patch(CONFIG_MAP, key, { data: { a: null, b: '2' } });
    const read = await client.get<UnstructuredObject>(CONFIG_MAP, key);
    expect(read.data).toEqual({ b: '2' });
    const list = await client.list(CONFIG_MAP, {
      namespace: 'default',
      fieldSelector: 'metadata.name=crud',
    });
    expect(list.items).toMatchObject([
      { ...CONFIG_MAP, metadata: { name: 'crud' } },
    ]);
    await client.delete(CONFIG_MAP, key);
    expect(await client.find(CONFIG_MAP, key)).toBeUndefined();
  });

  it('writes nothing, as whomever and as what, that is not allowed before', async () => {
    const guarded = client.with({
      beforeWrite: async () => {
        throw new Error('not now');
      },
    });
    const key = { namespace: 'default', name: 'guarded' };
    for (const one of [guarded, guarded.as({ user: 'somebody' })]) {
      const writes = [
        one.create(configMap('guarded', {})),
        one.apply(configMap('guarded', {})),
        one.delete(CONFIG_MAP, key),
      ];
      for (const write of writes)
        await expect(write).rejects.toThrow('not now');
    }
    expect(await guarded.find(CONFIG_MAP, key)).toBeUndefined();
  });

  it('reads what a container has printed', async () => {
    const annotations = { 'backstage-gitops.io/simulate-log': 'one\ntwo\n' };
    const containers = [{ name: 'main', image: 'example.org/main:1' }];
    const key = { namespace: 'default', name: 'printer' };
    await client.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...key, annotations },
      spec: { containers },
    } as UnstructuredObject);
    const chunks: Uint8Array[] = [];
    const logs = client.readLogs(key, { container: 'main' });
    for await (const chunk of logs) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('one\ntwo\n');
    const missing = client.readLogs({ ...key, name: 'nobody' });
    await expect(missing.next()).rejects.toMatchObject({ reason: 'NotFound' });
  });

  it('applies as its manager, and a dry-run stores nothing', async () => {
    const object = configMap('ssa', { a: '1' });
    await client.apply(object, { dryRun: true });
    const key = { namespace: 'default', name: 'ssa' };
    expect(await client.find(CONFIG_MAP, key)).toBeUndefined();
    const applied = await client.apply(object);
    expect(applied.metadata.managedFields).toMatchObject([
      { manager: 'test', operation: 'Apply' },
    ]);
    await expect(
      client.apply(configMap('ssa', { a: '2' }), { fieldManager: 'other' }),
    ).rejects.toMatchObject({
      name: 'ApiError',
      status: 409,
      reason: 'Conflict',
    });
  });

  it('gives the server error as status, reason and message', async () => {
    await expect(
      client.get(CONFIG_MAP, { namespace: 'default', name: 'absent' }),
    ).rejects.toMatchObject({
      status: 404,
      reason: 'NotFound',
      message: 'configmaps "absent" not found',
      details: { name: 'absent', kind: 'configmaps' },
    });
  });

  it('names a kind that nobody serves', async () => {
    await expect(
      client.get(
        { apiVersion: 'example.com/v1', kind: 'Widget' },
        { name: 'x' },
      ),
    ).rejects.toThrow(new NoMatchError('example.com', 'v1', 'Widget'));
  });

  it('finds a kind that was defined after it was asked for', async () => {
    const type = { apiVersion: 'late.example.com/v1', kind: 'Late' };
    await expect(client.list(type)).rejects.toBeInstanceOf(NoMatchError);
    await client.create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'lates.late.example.com' },
      spec: {
        group: 'late.example.com',
        scope: 'Namespaced',
        names: {
          kind: 'Late',
          plural: 'lates',
          singular: 'late',
          listKind: 'LateList',
        },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    } as UnstructuredObject);
    const found = async (): Promise<unknown[]> => {
      for (;;) {
        const list = await client.list(type).catch(() => undefined);
        if (list) return list.items;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    };
    expect(await found()).toEqual([]);
  });

  it('acts as another user, who may be forbidden', async () => {
    const tenant = client.as({ user: 'system:serviceaccount:team-a:deployer' });
    await expect(
      tenant.create(configMap('forbidden', {})),
    ).rejects.toMatchObject({
      reason: 'Forbidden',
      message: expect.stringContaining(
        'User "system:serviceaccount:team-a:deployer" cannot create resource "configmaps"',
      ),
    });
  });

  it('asks only for metadata', async () => {
    await client.create(configMap('partial', { big: 'x' }));
    const partial = await client.get<UnstructuredObject>(
      CONFIG_MAP,
      { namespace: 'default', name: 'partial' },
      { metadataOnly: true },
    );
    expect(partial.metadata.name).toBe('partial');
    expect(partial.data).toBeUndefined();
  });

  it('lists in pages', async () => {
    for (let i = 0; i < 7; i += 1) {
      await client.create({
        ...configMap(`page-${i}`, {}),
        metadata: {
          name: `page-${i}`,
          namespace: 'default',
          labels: { page: 'x' },
        },
      });
    }
    const all = await client.listAll(CONFIG_MAP, {
      namespace: 'default',
      labelSelector: 'page=x',
      limit: 3,
    });
    expect(all.items.map(item => item.metadata.name)).toEqual(
      Array.from({ length: 7 }, (_, i) => `page-${i}`),
    );
  });

  it('ends a request when its signal aborts', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(
      client.list(CONFIG_MAP, { signal: stop.signal }),
    ).rejects.toMatchObject({ name: 'ConnectionError', code: 'aborted' });
  });

  it('says that a server is not there, without its credentials', async () => {
    const config = new KubeConfig();
    config.loadFromString(
      cluster.kubeconfig.replace(cluster.url, 'https://127.0.0.1:1'),
    );
    const lost = KubeClient.fromKubeConfig(config);
    await expect(lost.list(CONFIG_MAP)).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await lost.close();
  });
});
