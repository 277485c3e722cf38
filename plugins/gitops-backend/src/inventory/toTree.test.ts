import type { UnstructuredObject } from '@backstage-gitops/kube';
import { countHealth } from './countHealth';
import { toTree, type LiveObjects } from './toTree';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const ref = (kind: string, name: string, apiVersion = 'v1') => ({
  apiVersion,
  kind,
  namespace: 'apps',
  name,
});

function live(
  objects: readonly UnstructuredObject[],
  unread: readonly string[] = [],
): LiveObjects {
  return {
    find: ({ kind, name }) =>
      unread.includes(kind)
        ? undefined
        : objects.find(o => o.kind === kind && o.metadata.name === name) ??
          'absent',
    ownedBy: uid =>
      objects.filter(o => o.metadata.ownerReferences?.[0].uid === uid),
    problemOf: () => undefined,
  };
}

function owned(
  object: Omit<UnstructuredObject, 'metadata'> & {
    apiVersion: string;
    kind: string;
  },
  name: string,
  uid: string,
  owner?: string,
): UnstructuredObject {
  return {
    ...object,
    metadata: {
      name,
      namespace: 'apps',
      uid,
      generation: 1,
      ownerReferences: owner
        ? [{ apiVersion: 'v1', kind: '', name: '', uid: owner }]
        : undefined,
    },
  };
}

describe('toTree', () => {
  it('hangs ReplicaSets and Pods below their Deployment and leaves out retired ReplicaSets', () => {
    const objects = [
      owned(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          spec: { replicas: 2 },
          status: { observedGeneration: 1, replicas: 2, readyReplicas: 1 },
        },
        'web',
        'd',
      ),
      owned(
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 2 } },
        'web-2',
        'r2',
        'd',
      ),
      owned(
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 0 } },
        'web-1',
        'r1',
        'd',
      ),
      owned(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          spec: { containers: [{ name: 'web', image: 'web:2' }] },
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'True' }],
          },
        },
        'web-2-a',
        'p',
        'r2',
      ),
    ];
    const [deployment] = toTree(
      [ref('Deployment', 'web', 'apps/v1')],
      live(objects),
      NOW,
    );
    expect(deployment).toMatchObject({
      health: 'InProgress',
      detail: { code: 'podsReady', params: { ready: 1, wanted: 2 } },
    });
    expect(deployment.children.map(child => child.name)).toEqual(['web-2']);
    expect(deployment.children[0].children).toMatchObject([
      {
        name: 'web-2-a',
        health: 'Current',
        detail: { code: 'runsImages', params: { images: ['web:2'] } },
      },
    ]);
  });

  it('shows what is missing and what could not be read', () => {
    const tree = toTree(
      [ref('Service', 'web'), ref('Widget', 'w')],
      live([], ['Widget']),
      NOW,
    );
    expect(tree.map(({ health }) => health)).toEqual(['NotFound', 'Unknown']);
    expect(countHealth(tree)).toEqual({
      total: 2,
      healthy: 0,
      progressing: 0,
      failed: 1,
      unknown: 1,
    });
  });

  it('says why a kind could not be read', () => {
    const detail = {
      code: 'kindForbidden',
      params: { group: '', kind: 'Widget', message: '' },
    } as const;
    const unread = { ...live([], ['Widget']), problemOf: () => detail };
    expect(toTree([ref('Widget', 'w')], unread, NOW)).toMatchObject([
      { health: 'Unknown', detail },
    ]);
  });

  it('ends where objects own each other in a circle', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod' };
    const objects = [owned(pod, 'a', 'a', 'b'), owned(pod, 'b', 'b', 'a')];
    const [tree] = toTree([ref('Pod', 'a')], live(objects), NOW);
    expect(tree.children[0].children[0].name).toBe('a');
  });

  it('shows nothing of the values of a Secret', () => {
    const secret = owned(
      { apiVersion: 'v1', kind: 'Secret', data: { token: 'c2VjcmV0' } },
      'web',
      's',
    );
    const tree = toTree([ref('Secret', 'web')], live([secret]), NOW);
    expect(JSON.stringify(tree)).not.toContain('c2VjcmV0');
    expect(tree[0]).toMatchObject({
      health: 'Current',
      detail: { code: 'valuesHidden' },
    });
  });
});
