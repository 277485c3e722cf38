import { compareForApply, stageOf } from './order';

const ref = (
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  name: string,
) => ({
  apiVersion,
  kind,
  namespace,
  name,
});

describe('compareForApply', () => {
  it('orders as Flux lists a Kustomization with one of each', () => {
    const ordered = [
      ref(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        undefined,
        'gizmos.ks.example.com',
      ),
      ref('v1', 'Namespace', undefined, 'ks-t'),
      ref('scheduling.k8s.io/v1', 'PriorityClass', undefined, 'ks-prio'),
      ref('v1', 'ServiceAccount', 'ks-t', 'osa'),
      ref('v1', 'ConfigMap', 'ks-t', 'aa'),
      ref('v1', 'ConfigMap', 'ks-t', 'zz'),
      ref('v1', 'ConfigMap', 'ks-u', 'aa'),
      ref('v1', 'Secret', 'ks-t', 'osec'),
      ref('v1', 'Service', 'ks-t', 'osvc'),
      ref('autoscaling/v2', 'HorizontalPodAutoscaler', 'ks-t', 'ohpa'),
      ref('ks.example.com/v1', 'Gizmo', 'ks-t', 'g1'),
      ref('networking.k8s.io/v1', 'Ingress', 'ks-t', 'oing'),
      ref(
        'admissionregistration.k8s.io/v1',
        'ValidatingWebhookConfiguration',
        undefined,
        'ks-vwc',
      ),
    ];
    expect([...ordered].reverse().sort(compareForApply)).toEqual(ordered);
  });
});

describe('stageOf', () => {
  const custom = new Set(['stage.example.com/First']);
  it.each([
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 0],
    ['v1', 'Namespace', 0],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 0],
    ['example.com/v1', 'Namespace', 3],
    ['storage.k8s.io/v1', 'StorageClass', 1],
    ['stage.example.com/v1', 'First', 2],
    ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 3],
    ['apps/v1', 'Deployment', 3],
  ])('puts %s %s in stage %d', (apiVersion, kind, stage) => {
    expect(stageOf({ apiVersion, kind }, custom)).toBe(stage);
  });
});
