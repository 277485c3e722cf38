import type { Condition } from '@backstage-gitops/kube';
import type { PresentedObject } from '../presenters';
import { toStatus } from './toStatus';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const options = {
  presenter: {},
  isFresh: true,
  nowMs: NOW,
  ready: { code: 'ready', params: {} },
} as const;

function condition(
  type: string,
  status: Condition['status'],
  reason = 'Progressing',
  message = 'working',
): Condition {
  const lastTransitionTime = '2026-01-01T11:00:00Z';
  return { type, status, reason, message, lastTransitionTime };
}

function object(
  conditions: Condition[] | undefined,
  more: PresentedObject['spec'] & Partial<PresentedObject['metadata']> = {},
): PresentedObject {
  const { suspend, ...metadata } = more;
  return {
    apiVersion: 'x/v1',
    kind: 'X',
    metadata: {
      generation: 2,
      creationTimestamp: '2026-01-01T10:00:00Z',
      ...metadata,
    },
    spec: { suspend },
    status: { conditions, observedGeneration: 2 },
  };
}

describe('toStatus', () => {
  const failed = condition('Ready', 'False', 'BuildFailed', 'bad yaml');

  it.each([
    ['Ready', 'ready', 'True', object([condition('Ready', 'True')])],
    ['Failed', 'buildFailed', 'False', object([failed])],
    [
      'Failed',
      'buildFailed',
      'False while it retries',
      object([
        condition('Reconciling', 'True', 'ProgressingWithRetry'),
        failed,
      ]),
    ],
    [
      'Reconciling',
      'progressing',
      'Unknown',
      object([condition('Ready', 'Unknown')]),
    ],
    [
      'Reconciling',
      'dependencyNotReady',
      'False because it waits for a dependency',
      object([condition('Ready', 'False', 'DependencyNotReady')]),
    ],
    [
      'Reconciling',
      'specChanged',
      'True for an earlier generation',
      object([condition('Ready', 'True')], { generation: 3 }),
    ],
    [
      'Reconciling',
      'waitingForController',
      'absent on a new object',
      object(undefined, { creationTimestamp: '2026-01-01T11:59:50Z' }),
    ],
    ['Unknown', 'noController', 'absent on an old object', object(undefined)],
    [
      'Suspended',
      'suspended',
      'True and suspended',
      object([condition('Ready', 'True')], { suspend: true }),
    ],
    [
      'Reconciling',
      'deleting',
      'True on an object that is being deleted',
      object([condition('Ready', 'True')], {
        deletionTimestamp: '2026-01-01T11:59:00Z',
      }),
    ],
  ])('is %s (%s) when Ready is %s', (state, code, _when, given) => {
    expect(toStatus(given, options)).toMatchObject({
      state,
      statement: { code },
    });
  });

  it('calls a stalled object failed and says that it will not retry', () => {
    const stalled = object([
      condition('Stalled', 'True', 'AccessDenied', 'cross-namespace'),
      condition('Ready', 'False', 'AccessDenied', 'cross-namespace'),
    ]);
    expect(toStatus(stalled, options)).toMatchObject({
      state: 'Failed',
      willRetry: false,
      statement: {
        code: 'accessDenied',
        params: { message: 'cross-namespace' },
      },
    });
  });

  it('is Ready without conditions when no controller reconciles the object', () => {
    const presenter = { isStatic: () => true };
    expect(
      toStatus(object(undefined), { ...options, presenter }),
    ).toMatchObject({ state: 'Ready', statement: { code: 'ready' } });
  });

  it('is Unknown on a cluster that does not answer, with the last reason', () => {
    const status = toStatus(object([condition('Ready', 'True')]), {
      ...options,
      isFresh: false,
    });
    expect(status).toMatchObject({
      state: 'Unknown',
      statement: { code: 'clusterStale' },
      reason: 'Progressing',
    });
  });
});
