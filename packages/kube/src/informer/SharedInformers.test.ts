import { DevCluster, startDevCluster } from '@backstage-gitops/devcluster';
import { KubeConfig } from '@kubernetes/client-node';
import { FakeClock } from '../api/clock';
import { UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { SharedInformers } from './SharedInformers';
import { stripManagedFields } from './stripManagedFields';
import {
  configMap,
  createScriptedClient,
  settle,
  TYPE,
} from './testing/createScriptedClient';

function setUp(...names: string[]) {
  const scripted = createScriptedClient(
    [names.map(name => configMap(name, '1'))],
    [],
  );
  const clock = new FakeClock();
  const { client } = scripted;
  const informers = new SharedInformers({ client, clock, lingerMs: 1_000 });
  return { ...scripted, clock, informers };
}

describe('SharedInformers', () => {
  it('has one informer for all readers of a scope', async () => {
    const { informers, calls } = setUp('a', 'b');
    const first: (string | undefined)[] = [];
    const second: (string | undefined)[] = [];
    const one = informers.acquire(TYPE, {
      onAdd: o => first.push(o.metadata.name),
    });
    await settle();
    const two = informers.acquire(TYPE, {
      onAdd: o => second.push(o.metadata.name),
    });
    expect(two.informer).toBe(one.informer);
    expect([first, second]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(calls).toEqual(['list', 'watch 101']);
    await informers.close();
  });

  it.each([
    { namespace: 'other' },
    { labelSelector: 'a=b' },
    { fieldSelector: 'metadata.name=x' },
    { metadataOnly: true },
    { kind: 'Secret' },
  ])('does not share with a reader of %j', async difference => {
    const { informers } = setUp();
    const whole = informers.acquire(TYPE);
    const other = informers.acquire({ ...TYPE, ...difference });
    expect(other.informer).not.toBe(whole.informer);
    expect(informers.size).toBe(2);
    await informers.close();
  });

  it('stops after the last release and the linger time', async () => {
    const { informers, clock, open } = setUp();
    const one = informers.acquire(TYPE);
    const two = informers.acquire(TYPE);
    await settle();
    one.release();
    one.release();
    await clock.advance(5_000);
    expect(open.size).toBe(1);
    two.release();
    await clock.advance(999);
    expect(open.size).toBe(1);
    await clock.advance(1);
    expect([informers.size, open.size]).toEqual([0, 0]);
    await informers.close();
  });

  it('keeps the objects for a reader that comes within the linger time', async () => {
    const { informers, clock, calls } = setUp('a');
    const one = informers.acquire(TYPE);
    await settle();
    one.release();
    await clock.advance(900);
    const two = informers.acquire(TYPE);
    await clock.advance(5_000);
    expect(two.informer).toBe(one.informer);
    expect(two.informer.store.keys()).toEqual(['ns/a']);
    expect(calls).toEqual(['list', 'watch 101']);
    await informers.close();
  });

  it('calls no handler that was released', async () => {
    const { informers } = setUp('a');
    const seen: (string | undefined)[] = [];
    informers
      .acquire(TYPE, { onAdd: o => seen.push(o.metadata.name) })
      .release();
    await settle();
    expect(seen).toEqual([]);
    await informers.close();
  });

  it('ends its watches when closed, and opens none afterwards', async () => {
    const { informers, open, clock } = setUp();
    const handle = informers.acquire(TYPE);
    await settle();
    await informers.close();
    expect([open.size, clock.pending]).toEqual([0, 0]);
    handle.release();
    expect(clock.pending).toBe(0);
    expect(() => informers.acquire(TYPE)).toThrow(
      expect.objectContaining({ code: 'aborted' }),
    );
  });
});

describe('SharedInformers on an API server', () => {
  const DEFINITION = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
  };
  const WIDGET = { apiVersion: 'example.org/v1', kind: 'Widget' };
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

  it('keeps metadata of Secrets without their content', async () => {
    const informers = new SharedInformers({ client });
    await client.create<UnstructuredObject>({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'password', namespace: 'default' },
      stringData: { password: 'hunter2' },
    });
    const { informer } = informers.acquire<UnstructuredObject>({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'default',
      metadataOnly: true,
    });
    await informer.waitForSync();
    const secret = informer.get({ namespace: 'default', name: 'password' });
    expect(secret?.metadata.uid).toBeDefined();
    expect(secret?.metadata.managedFields).toBeUndefined();
    expect(JSON.stringify(informer.store.list())).not.toMatch(
      Buffer.from('hunter2').toString('base64'),
    );
    await informers.close();
  });

  it('finds a kind whose CRD is installed later', async () => {
    const clock = new FakeClock();
    const informers = new SharedInformers({ client, clock });
    const { informer } = informers.acquire(WIDGET);
    await informer.waitUntilSettled();
    expect(informer.problem?.reason).toBe('kind-not-found');
    await client.apply(widgetDefinition());
    await waitUntilServed(client);
    await clock.advance(30_000);
    await informer.waitForSync();
    expect(informer.problem).toBeUndefined();
    await informers.close();
  });

  it('survives that the CRD is removed and installed again', async () => {
    const clock = new FakeClock();
    const informers = new SharedInformers({ client, clock });
    await client.apply(widgetDefinition());
    await waitUntilServed(client);
    const widget = (name: string) => ({
      ...WIDGET,
      metadata: { name, namespace: 'default' },
    });
    await client.create(widget('one'));
    const { informer } = informers.acquire(WIDGET);
    await informer.waitForSync();
    expect(informer.store.keys()).toEqual(['default/one']);
    const until = async (isTrue: () => boolean) => {
      for (let i = 0; i < 15 && !isTrue(); i += 1) {
        await clock.advance(30_000);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    };
    await client.delete(DEFINITION, { name: 'widgets.example.org' });
    await until(() => informer.problem !== undefined);
    expect(informer.problem?.reason).toBe('kind-not-found');
    await client.apply(widgetDefinition());
    await waitUntilServed(client);
    await client.create(widget('two'));
    await until(() => informer.store.keys().includes('default/two'));
    expect(informer.store.keys()).toEqual(['default/two']);
    expect(informer.problem).toBeUndefined();
    await informers.close();
  });

  async function waitUntilServed(asked: KubeClient): Promise<void> {
    const path = '/apis/example.org/v1/widgets';
    for (let i = 0; i < 100; i += 1) {
      const isServed = await asked.request({ method: 'GET', path }).then(
        () => true,
        () => false,
      );
      if (isServed) return;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  function widgetDefinition(): UnstructuredObject {
    return {
      ...DEFINITION,
      metadata: { name: 'widgets.example.org' },
      spec: {
        group: 'example.org',
        scope: 'Namespaced',
        names: { kind: 'Widget', plural: 'widgets' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    };
  }
});

describe('stripManagedFields', () => {
  it('leaves the object given unchanged', () => {
    const object = configMap('a', '1');
    object.metadata.managedFields = [{ manager: 'kubectl' }];
    expect(stripManagedFields(object)).toEqual(configMap('a', '1'));
    expect(object.metadata.managedFields).toHaveLength(1);
  });
});
