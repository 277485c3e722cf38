import type { UnstructuredObject } from '@backstage-gitops/kube';
import { selectorText } from './isReady';
import {
  findNewestReplicaSet,
  isDaemonSetReady,
  isDefinitionReady,
  isDeploymentReady,
  isPodReady,
  isServiceReady,
  isStatefulSetReady,
  isVolumeReady,
  ReadyRule,
} from './rules';

const object = (fields: object): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'x', uid: 'u', generation: 1 },
  ...fields,
});

const rolling = (rollingUpdate?: object) => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate },
});

const daemons = (updated: number, ready: number) => ({
  observedGeneration: 1,
  desiredNumberScheduled: 4,
  updatedNumberScheduled: updated,
  numberReady: ready,
});

const replicas = (
  updatedReplicas: number,
  readyReplicas: number,
  more = {},
) => ({
  observedGeneration: 1,
  currentRevision: 'b',
  updateRevision: 'b',
  updatedReplicas,
  readyReplicas,
  ...more,
});

const balanced = { type: 'LoadBalancer', clusterIP: '10.0.0.1' };
const condition = (type: string, status: string) => ({
  conditions: [{ type, status }],
});

/** Rule, what the row shows, fields, whether they are ready. */
const ROWS: [ReadyRule, string, object, boolean][] = [
  [isPodReady, 'ready', { status: condition('Ready', 'True') }, true],
  [isPodReady, 'not ready', { status: condition('Ready', 'False') }, false],
  [isPodReady, 'without status', {}, false],
  [isVolumeReady, 'bound', { status: { phase: 'Bound' } }, true],
  [isVolumeReady, 'pending', { status: { phase: 'Pending' } }, false],
  [isServiceReady, 'outside', { spec: { type: 'ExternalName' } }, true],
  [isServiceReady, 'headless', { spec: { clusterIP: 'None' } }, true],
  [isServiceReady, 'no address', { spec: { clusterIP: '' } }, false],
  [isServiceReady, 'balancer without address', { spec: balanced }, false],
  [
    isServiceReady,
    'balancer with an address of its own',
    { spec: { ...balanced, externalIPs: ['192.0.2.1'] } },
    true,
  ],
  [
    isServiceReady,
    'balancer with address',
    { spec: balanced, status: { loadBalancer: { ingress: [{}] } } },
    true,
  ],
  [
    isDefinitionReady,
    'established',
    { status: condition('Established', 'True') },
    true,
  ],
  [
    isDefinitionReady,
    'names of another',
    { status: condition('NamesAccepted', 'False') },
    true,
  ],
  [
    isDefinitionReady,
    'names accepted',
    { status: condition('NamesAccepted', 'True') },
    false,
  ],
  [isDaemonSetReady, 'unobserved', { spec: rolling() }, false],
  [
    isDaemonSetReady,
    'on delete',
    { spec: { updateStrategy: { type: 'OnDelete' } }, status: daemons(0, 0) },
    true,
  ],
  [
    isDaemonSetReady,
    'old pods',
    { spec: rolling(), status: daemons(3, 4) },
    false,
  ],
  [isDaemonSetReady, 'all', { spec: rolling(), status: daemons(4, 4) }, true],
  [
    isDaemonSetReady,
    'half may be missing',
    { spec: rolling({ maxUnavailable: '50%' }), status: daemons(4, 2) },
    true,
  ],
  [
    isDaemonSetReady,
    'too many missing',
    { spec: rolling({ maxUnavailable: 1 }), status: daemons(4, 2) },
    false,
  ],
  [
    isDaemonSetReady,
    'no sense in the strategy',
    { spec: rolling({ maxUnavailable: 'some' }), status: daemons(4, 0) },
    true,
  ],
  [
    isStatefulSetReady,
    'unobserved',
    { spec: { ...rolling(), replicas: 2 }, status: { observedGeneration: 0 } },
    false,
  ],
  [
    isStatefulSetReady,
    'on delete',
    {
      spec: { updateStrategy: { type: 'OnDelete' } },
      status: { observedGeneration: 1 },
    },
    true,
  ],
  [
    isStatefulSetReady,
    'not all new',
    { spec: { ...rolling(), replicas: 2 }, status: replicas(1, 2) },
    false,
  ],
  [
    isStatefulSetReady,
    'not all ready',
    { spec: { ...rolling(), replicas: 2 }, status: replicas(2, 1) },
    false,
  ],
  [
    isStatefulSetReady,
    'old revision',
    {
      spec: { ...rolling(), replicas: 2 },
      status: replicas(2, 2, { currentRevision: 'a' }),
    },
    false,
  ],
  [
    isStatefulSetReady,
    'a partition is new',
    {
      spec: { ...rolling({ partition: 1 }), replicas: 2 },
      status: replicas(1, 2, { currentRevision: 'a' }),
    },
    true,
  ],
  [
    isStatefulSetReady,
    'one by default',
    { spec: rolling(), status: replicas(1, 1) },
    true,
  ],
];

describe('rules of Helm 3', () => {
  it.each(ROWS)('%p: %s', (rule, _what, fields, isReady) => {
    expect(rule(object(fields))).toBe(isReady);
  });

  it.each([
    ['all that there are', {}, 4, true],
    ['one that may be missing', { maxSurge: 0, maxUnavailable: 1 }, 3, true],
    [
      'more than may be missing',
      { maxSurge: 1, maxUnavailable: '25%' },
      2,
      false,
    ],
    ['a part rounded down', { maxSurge: 1, maxUnavailable: '49%' }, 3, true],
    [
      'one where both are zero',
      { maxSurge: 0, maxUnavailable: '10%' },
      3,
      true,
    ],
  ])(
    'a Deployment needs %s',
    (_what, rollingUpdate, readyReplicas, isReady) => {
      const status = { observedGeneration: 1 };
      const deployment = object({
        spec: {
          replicas: 4,
          strategy: { type: 'RollingUpdate', rollingUpdate },
        },
        status,
      });
      const newest = object({ status: { ...status, readyReplicas } });
      expect(isDeploymentReady(deployment, newest)).toBe(isReady);
      expect(
        isDeploymentReady(object({ ...deployment, status: {} }), newest),
      ).toBe(false);
    },
  );

  it('finds the oldest ReplicaSet of the template, whoever else has it', () => {
    const template = (image: string, hash?: string) => ({
      metadata: {
        labels: { app: 'x', ...(hash && { 'pod-template-hash': hash }) },
      },
      spec: { containers: [{ image }] },
    });
    const set = (name: string, image: string, owner = 'u') => ({
      ...object({ spec: { template: template(image, name) } }),
      metadata: {
        name,
        creationTimestamp: `2026-01-01T00:00:0${name.length}Z`,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'D',
            name: 'x',
            uid: owner,
            controller: true,
          },
        ],
      },
    });
    const deployment = object({ spec: { template: template('b') } });
    const sets = [
      set('333', 'b'),
      set('1', 'a'),
      set('22', 'b'),
      set('0', 'b', 'v'),
    ];
    expect(findNewestReplicaSet(deployment, sets)?.metadata.name).toBe('22');
    expect(findNewestReplicaSet(deployment, [sets[1]])).toBeUndefined();
  });

  it('writes selectors as list calls take them', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'env', operator: 'NotIn', values: ['dev'] },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'new', operator: 'Exists' },
    ];
    expect(selectorText({ matchLabels: { app: 'x' }, matchExpressions })).toBe(
      'app=x,tier in (a,b),env notin (dev),!old,new',
    );
    expect(selectorText(undefined)).toBe('');
  });
});
