import { UnstructuredObject } from '../api/types';
import { computeStatus, KStatus } from './kstatus';

const NOW = Date.UTC(2026, 0, 1, 0, 1);

function object(
  apiVersion: string,
  kind: string,
  fields: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
): UnstructuredObject {
  return { apiVersion, kind, metadata: { name: 'x', ...metadata }, ...fields };
}

const condition = (type: string, status: string, reason = 'R') => ({
  type,
  status,
  reason,
  message: `${type} is ${status}`,
});

const rolledOut = {
  replicas: 2,
  updatedReplicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
  conditions: [
    condition('Progressing', 'True', 'NewReplicaSetAvailable'),
    condition('Available', 'True'),
  ],
};
const deployment = (status: object, spec: object = {}) =>
  object('apps/v1', 'Deployment', {
    spec: { replicas: 2, progressDeadlineSeconds: 600, ...spec },
    status,
  });
const custom = (status: object | undefined, metadata: object = {}) =>
  object('example.com/v1', 'Widget', { status }, { ...metadata });
const pod = (status: object) =>
  object(
    'v1',
    'Pod',
    { status },
    { creationTimestamp: '2026-01-01T00:00:00Z' },
  );
const statefulSet = (spec: object, status: object) =>
  object('apps/v1', 'StatefulSet', { spec: { replicas: 2, ...spec }, status });
const job = (conditions: object[]) =>
  object('batch/v1', 'Job', { status: { conditions, startTime: 'x' } });
const crd = (...conditions: object[]) =>
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    status: { conditions },
  });

const cases: [string, UnstructuredObject, KStatus][] = [
  ['a custom object without status', custom(undefined), 'Current'],
  [
    'Ready=True',
    custom({ conditions: [condition('Ready', 'True')] }),
    'Current',
  ],
  [
    'Ready=False, which is not a failure',
    custom({ conditions: [condition('Ready', 'False')] }),
    'InProgress',
  ],
  [
    'Ready=Unknown',
    custom({ conditions: [condition('Ready', 'Unknown')] }),
    'InProgress',
  ],
  [
    'Stalled=True',
    custom({
      conditions: [condition('Ready', 'False'), condition('Stalled', 'True')],
    }),
    'Failed',
  ],
  [
    'Reconciling=True',
    custom({
      conditions: [
        condition('Reconciling', 'True'),
        condition('Ready', 'True'),
      ],
    }),
    'InProgress',
  ],
  [
    'an old generation',
    custom({ observedGeneration: 1 }, { generation: 2 }),
    'InProgress',
  ],
  [
    'the observed generation',
    custom({ observedGeneration: 2 }, { generation: 2 }),
    'Current',
  ],
  [
    'one that is being deleted',
    custom({}, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    'Terminating',
  ],
  ['a rolled-out Deployment', deployment(rolledOut), 'Current'],
  [
    'a Deployment with old Pods left',
    deployment({ ...rolledOut, replicas: 3 }),
    'InProgress',
  ],
  [
    'a Deployment with Pods to update',
    deployment({ ...rolledOut, updatedReplicas: 1 }),
    'InProgress',
  ],
  [
    'a Deployment with unavailable Pods',
    deployment({ ...rolledOut, availableReplicas: 1 }),
    'InProgress',
  ],
  [
    'a Deployment that ran out of time',
    deployment({
      conditions: [
        condition('Progressing', 'False', 'ProgressDeadlineExceeded'),
      ],
    }),
    'Failed',
  ],
  ['a Deployment that is new', deployment({}), 'InProgress'],
  [
    'a Deployment of zero',
    deployment({ conditions: rolledOut.conditions }, { replicas: 0 }),
    'Current',
  ],
  [
    'a StatefulSet that deletes by hand',
    statefulSet({ updateStrategy: { type: 'OnDelete' } }, {}),
    'Current',
  ],
  [
    'a StatefulSet between revisions',
    statefulSet(
      {},
      {
        replicas: 2,
        readyReplicas: 2,
        currentReplicas: 2,
        currentRevision: 'a',
        updateRevision: 'b',
      },
    ),
    'InProgress',
  ],
  [
    'a ready StatefulSet',
    statefulSet(
      {},
      {
        replicas: 2,
        readyReplicas: 2,
        currentReplicas: 2,
        currentRevision: 'a',
        updateRevision: 'a',
      },
    ),
    'Current',
  ],
  [
    'a partitioned StatefulSet',
    statefulSet(
      { updateStrategy: { rollingUpdate: { partition: 1 } } },
      { replicas: 2, readyReplicas: 2, updatedReplicas: 1 },
    ),
    'Current',
  ],
  [
    'a new DaemonSet',
    object('apps/v1', 'DaemonSet', { status: {} }, { generation: 1 }),
    'InProgress',
  ],
  [
    'a DaemonSet on no node',
    object(
      'apps/v1',
      'DaemonSet',
      { status: { observedGeneration: 1, desiredNumberScheduled: 0 } },
      { generation: 1 },
    ),
    'Current',
  ],
  [
    'a bound claim',
    object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }),
    'Current',
  ],
  [
    'a pending claim',
    object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }),
    'InProgress',
  ],
  [
    'a ready Pod',
    pod({ phase: 'Running', conditions: [condition('Ready', 'True')] }),
    'Current',
  ],
  ['a finished Pod', pod({ phase: 'Succeeded' }), 'Current'],
  ['a failed Pod', pod({ phase: 'Failed' }), 'Current'],
  [
    'a crash-looping Pod',
    pod({
      phase: 'Running',
      containerStatuses: [
        { name: 'a', state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
    }),
    'Failed',
  ],
  [
    'a Pod that found no node in time',
    pod({
      phase: 'Pending',
      conditions: [condition('PodScheduled', 'False', 'Unschedulable')],
    }),
    'Failed',
  ],
  ['a running Job', job([]), 'InProgress'],
  ['a completed Job', job([condition('Complete', 'True')]), 'Current'],
  ['a failed Job', job([condition('Failed', 'True')]), 'Failed'],
  ['a suspended Job', job([condition('Suspended', 'True')]), 'Current'],
  [
    'a load balancer without address',
    object('v1', 'Service', { spec: { type: 'LoadBalancer' } }),
    'InProgress',
  ],
  [
    'a load balancer with a cluster IP',
    object('v1', 'Service', {
      spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' },
    }),
    'Current',
  ],
  ['a new CRD', crd(), 'InProgress'],
  [
    'an established CRD',
    crd(condition('NamesAccepted', 'True'), condition('Established', 'True')),
    'Current',
  ],
  [
    'a CRD whose names are taken',
    crd(condition('NamesAccepted', 'False')),
    'Failed',
  ],
  ['a ConfigMap', object('v1', 'ConfigMap', {}), 'Current'],
];

describe('computeStatus', () => {
  it.each(cases)('judges %s', (_name, value, expected) => {
    expect(computeStatus(value, NOW).status).toBe(expected);
  });

  it('gives an unschedulable Pod fifteen seconds', () => {
    const young = pod({
      phase: 'Pending',
      conditions: [condition('PodScheduled', 'False', 'Unschedulable')],
    });
    const created = Date.UTC(2026, 0, 1);
    expect(computeStatus(young, created + 14_000).status).toBe('InProgress');
    expect(computeStatus(young, created + 16_000).status).toBe('Failed');
  });
});
