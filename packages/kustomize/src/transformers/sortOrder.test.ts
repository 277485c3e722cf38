import { built, valuesOf } from '../testing/build';

const KINDS = [
  'Widget',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'PodDisruptionBudget',
  'Ingress',
  'CronJob',
  'Job',
  'StatefulSet',
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
  'Pod',
  'HorizontalPodAutoscaler',
  'Service',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'LimitRange',
  'PriorityClass',
  'Endpoints',
  'Secret',
  'ConfigMap',
  'ClusterRoleBinding',
  'RoleBinding',
  'ClusterRole',
  'Role',
  'PodSecurityPolicy',
  'ServiceAccount',
  'CustomResourceDefinition',
  'StorageClass',
  'ResourceQuota',
  'Namespace',
  'NetworkPolicy',
  'APIService',
  'Gadget',
];

const object = (kind: string, name = 'o', more = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;

async function kinds(sortOptions: string, list = KINDS): Promise<string[]> {
  const files = { 'o.yaml': list.map(kind => object(kind)).join('---\n') };
  const text = await built(`resources: [o.yaml]\n${sortOptions}`, files);
  return valuesOf(text, 'kind');
}

const LEGACY = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
  'APIService',
  'DaemonSet',
  'Gadget',
  'HorizontalPodAutoscaler',
  'Ingress',
  'Job',
  'NetworkPolicy',
  'Pod',
  'ReplicaSet',
  'Widget',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

describe('sortOptions', () => {
  it('legacy puts what others need first and webhooks last', async () => {
    expect(await kinds('sortOptions: {order: legacy}\n')).toEqual(LEGACY);
  });

  it('fifo keeps the order', async () => {
    expect(await kinds('sortOptions: {order: fifo}\n')).toEqual(KINDS);
  });

  it('orderFirst and orderLast replace the lists of kinds', async () => {
    const sort =
      'sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Widget, Pod], orderLast: [Namespace]}}\n';
    expect(
      await kinds(sort, ['Namespace', 'Secret', 'Pod', 'Gadget', 'Widget']),
    ).toEqual(['Widget', 'Pod', 'Gadget', 'Secret', 'Namespace']);
  });

  it('legacy sorts one kind by namespace and name, those without one last', async () => {
    const at = (name: string, namespace: string) =>
      object(
        'ConfigMap',
        name,
        namespace === '' ? '' : `  namespace: ${namespace}\n`,
      );
    const files = {
      'o.yaml': [
        at('b', 'x'),
        at('a', 'y'),
        at('c', ''),
        at('a', 'x'),
        at('A', 'x'),
        at('a-b', 'x'),
        at('a.b', 'x'),
      ].join('---\n'),
    };
    const text = await built(
      'resources: [o.yaml]\nsortOptions: {order: legacy}\n',
      files,
    );
    expect(valuesOf(text, 'name')).toEqual([
      'A',
      'a',
      'a-b',
      'a.b',
      'b',
      'a',
      'c',
    ]);
  });

  it('is legacy when it is not said', async () => {
    expect(await kinds('', ['Secret', 'ConfigMap', 'Namespace'])).toEqual([
      'Namespace',
      'ConfigMap',
      'Secret',
    ]);
  });
});
