import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { FakeCluster, registryOf, settle } from '../../testing/FakeCluster';
import {
  agreeingTo,
  component,
  condition,
  kustomization,
} from '../../testing/objects';
import { ObjectGraph } from '../graph/ObjectGraph';
import type { Agreement } from '../matching/agreements';
import { PRESENTERS } from '../presenters';
import { Inbox } from './Inbox';

const KEY = 'demo/kustomize.toolkit.fluxcd.io/Kustomization/apps/web';
const NAMING = { 'backstage-gitops.io/kustomization': 'apps/web' };

/** What replicas share. */
function createStore(known: string[] = []) {
  const objects = new Set(known);
  return {
    objects,
    list: async () => [...objects],
    add: async (object: string) => {
      const isNew = !objects.has(object);
      objects.add(object);
      return isNew;
    },
    remove: async (object: string) => objects.delete(object),
  };
}

interface Setup {
  entities?: Entity[];
  agreements?: Agreement[];
  store?: ReturnType<typeof createStore>;
  send?: (options: NotificationSendOptions) => Promise<void>;
}

async function start(cluster: FakeCluster, setup: Setup = {}) {
  const { entities = [component('web', NAMING)], agreements = [] } = setup;
  const { store = createStore() } = setup;
  const sent: NotificationSendOptions[] = [];
  const send = setup.send ?? (async options => void sent.push(options));
  const graph = new ObjectGraph({
    clusters: registryOf(cluster.cluster),
    presenters: PRESENTERS,
  });
  const inbox = new Inbox({
    graph,
    presenters: PRESENTERS,
    agreements,
    store,
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    notifications: { send },
    logger: mockServices.logger.mock(),
  });
  await inbox.start();
  graph.start();
  const settled = async () => {
    await settle();
    await inbox.settled();
  };
  await settled();
  const close = () => {
    inbox.close();
    graph.close();
  };
  return { sent, store, settled, close };
}

const web = (
  status: string,
  reason: string,
  annotations = agreeingTo('web'),
) => ({
  ...kustomization('web', annotations),
  status: {
    observedGeneration: 9,
    conditions: [condition('Ready', status, reason)],
  },
});

const titles = (sent: NotificationSendOptions[]) =>
  sent.map(({ payload }) => payload.title);

describe('Inbox', () => {
  it('tells owners of a failure and of its end, in one item, and of nothing between', async () => {
    const cluster = new FakeCluster();
    cluster.put(web('True', 'ReconciliationSucceeded'));
    const { sent, store, settled, close } = await start(cluster);
    expect(sent).toEqual([]);

    for (const [status, reason] of [
      ['False', 'BuildFailed'],
      ['Unknown', 'Progressing'],
      ['False', 'HealthCheckFailed'],
    ]) {
      cluster.put(web(status, reason));
      await settled();
    }
    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: ['group:default/team'] },
        payload: {
          title: 'Kustomization apps/web on demo fails',
          description: 'BuildFailed: BuildFailed',
          link: `/catalog/default/component/web/gitops?object=${encodeURIComponent(
            KEY,
          )}`,
          severity: 'high',
          topic: 'GitOps',
          scope: `gitops:${KEY}`,
        },
      },
    ]);
    expect([...store.objects]).toEqual([KEY]);

    cluster.put(web('True', 'ReconciliationSucceeded'));
    await settled();
    expect(titles(sent).slice(1)).toEqual([
      'Kustomization apps/web on demo is well again',
    ]);
    expect(sent[1].payload).toMatchObject({
      severity: 'normal',
      scope: `gitops:${KEY}`,
    });
    expect(store.objects.size).toBe(0);
    close();
  });

  it('tells once, whatever the number of replicas and of starts', async () => {
    const cluster = new FakeCluster();
    cluster.put(web('False', 'BuildFailed'));
    const store = createStore();
    const first = await start(cluster, { store });
    const second = await start(cluster, { store });
    first.close();
    const third = await start(cluster, { store });
    expect(titles([...first.sent, ...second.sent, ...third.sent])).toEqual([
      'Kustomization apps/web on demo fails',
    ]);
    cluster.put(web('True', 'ReconciliationSucceeded'));
    await second.settled();
    await third.settled();
    expect([...second.sent, ...third.sent]).toHaveLength(1);
    second.close();
    third.close();
  });

  it('tells after a start what ended meanwhile', async () => {
    const cluster = new FakeCluster();
    cluster.put(web('True', 'ReconciliationSucceeded'));
    const store = createStore([KEY]);
    const { sent, close } = await start(cluster, { store });
    expect(titles(sent)).toEqual([
      'Kustomization apps/web on demo is well again',
    ]);
    close();
  });

  it.each([
    ['the object alone', agreeingTo('web'), [component('web')]],
    ['the entity alone', { annotations: {} }, [component('web', NAMING)]],
  ])(
    'writes into no inbox that %s points to',
    async (_who, metadata, entities) => {
      const cluster = new FakeCluster();
      cluster.put(
        web('False', 'BuildFailed', metadata as ReturnType<typeof agreeingTo>),
      );
      const { sent, store, close } = await start(cluster, { entities });
      expect(sent).toEqual([]);
      expect(store.objects.size).toBe(0);
      close();
    },
  );

  it('finds the entities of an owner to whom app-config gives a namespace', async () => {
    const cluster = new FakeCluster();
    cluster.put(web('False', 'BuildFailed', { annotations: {} as never }));
    const agreements = [{ namespace: 'apps', owner: 'group:default/team' }];
    const { sent, close } = await start(cluster, { agreements });
    expect(sent).toHaveLength(1);
    close();
  });

  it('tries again at the next change what could not be sent', async () => {
    const cluster = new FakeCluster();
    const answers = [Promise.reject(new Error('503')), Promise.resolve()];
    answers[0].catch(() => {});
    const send = jest.fn(async () => answers.shift());
    cluster.put(web('False', 'BuildFailed'));
    const { settled, store, close } = await start(cluster, { send });
    expect(store.objects.size).toBe(0);
    cluster.put(web('False', 'HealthCheckFailed'));
    await settled();
    expect(send).toHaveBeenCalledTimes(2);
    expect([...store.objects]).toEqual([KEY]);
    close();
  });

  it('forgets what is gone', async () => {
    const cluster = new FakeCluster();
    const object = cluster.put(web('False', 'BuildFailed'));
    const { sent, settled, store, close } = await start(cluster);
    cluster.remove(object);
    await settled();
    expect(sent).toHaveLength(1);
    expect(store.objects.size).toBe(0);
    close();
  });
});
