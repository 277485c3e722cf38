import type { Condition } from '@backstage-gitops/plugin-gitops-common';
import { toStateView, type StatefulObject } from './state';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const options = { isReachable: true, nowMs: NOW, ready: 'Runs main.' };

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
  more: Partial<StatefulObject['spec'] & StatefulObject['metadata']> = {},
): StatefulObject {
  const { suspend, ...metadata } = more;
  return {
    metadata: {
      generation: 2,
      creationTimestamp: '2026-01-01T10:00:00Z',
      ...metadata,
    },
    spec: { suspend },
    status: { conditions, observedGeneration: 2 },
  };
}

describe('toStateView', () => {
  const failed = condition('Ready', 'False', 'BuildFailed', 'bad yaml');

  it.each([
    ['Ready', 'True', object([condition('Ready', 'True')])],
    ['Failed', 'False', object([failed])],
    [
      'Failed',
      'False while it retries',
      object([
        condition('Reconciling', 'True', 'ProgressingWithRetry'),
        failed,
      ]),
    ],
    ['Reconciling', 'Unknown', object([condition('Ready', 'Unknown')])],
    [
      'Reconciling',
      'False because it waits for a dependency',
      object([condition('Ready', 'False', 'DependencyNotReady')]),
    ],
    [
      'Reconciling',
      'True for an earlier generation',
      object([condition('Ready', 'True')], { generation: 3 }),
    ],
    [
      'Reconciling',
      'absent on a new object',
      object(undefined, { creationTimestamp: '2026-01-01T11:59:50Z' }),
    ],
    ['Unknown', 'absent on an old object', object(undefined)],
    [
      'Suspended',
      'True and suspended',
      object([condition('Ready', 'True')], { suspend: true }),
    ],
    [
      'Reconciling',
      'True on an object that is being deleted',
      object([condition('Ready', 'True')], {
        deletionTimestamp: '2026-01-01T11:59:00Z',
      }),
    ],
  ])('is %s when Ready is %s', (state, _when, given) => {
    expect(toStateView(given, options).state).toBe(state);
  });

  it('calls a stalled object failed and says that it will not retry', () => {
    const stalled = object([
      condition('Stalled', 'True', 'AccessDenied', 'cross-namespace'),
      condition('Ready', 'False', 'AccessDenied', 'cross-namespace'),
    ]);
    expect(toStateView(stalled, options)).toMatchObject({
      state: 'Failed',
      willRetry: false,
      sentence:
        'This reference is not allowed: cross-namespace. It will not retry until the spec changes.',
    });
  });

  it('knows nothing for sure of a cluster that does not answer', () => {
    const view = toStateView(object([condition('Ready', 'True')]), {
      ...options,
      isReachable: false,
    });
    expect(view.state).toBe('Unknown');
    expect(view.reason).toBe('Progressing');
  });
});
