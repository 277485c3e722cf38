import { parseInventoryEntry, toInventoryEntry } from './inventory';

const cases = [
  {
    id: '_gizmos.ks.example.com_apiextensions.k8s.io_CustomResourceDefinition',
    v: 'v1',
    ref: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      namespace: undefined,
      name: 'gizmos.ks.example.com',
    },
  },
  {
    id: 'ks-t_aa__ConfigMap',
    v: 'v1',
    ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'ks-t', name: 'aa' },
  },
  {
    id: '_ks__cr_rbac.authorization.k8s.io_ClusterRole',
    v: 'v1',
    ref: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      namespace: undefined,
      name: 'ks:cr',
    },
  },
  {
    id: 'ks-t_ohpa_autoscaling_HorizontalPodAutoscaler',
    v: 'v2',
    ref: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      namespace: 'ks-t',
      name: 'ohpa',
    },
  },
];

describe('inventory entries', () => {
  it.each(cases)('writes and reads $id', ({ id, v, ref }) => {
    expect(toInventoryEntry(ref)).toEqual({ id, v });
    expect(parseInventoryEntry({ id, v })).toEqual(ref);
  });

  it.each(['', 'a', 'a_b', 'a_b_c', 'ns_a_b_g_K'])('refuses "%s"', id => {
    expect(() => parseInventoryEntry({ id, v: 'v1' })).toThrow(
      expect.objectContaining({ code: 'invalid-inventory-id' }),
    );
  });
});
