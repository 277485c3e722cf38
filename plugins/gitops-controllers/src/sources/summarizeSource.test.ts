import { ConditionSet, TransientError } from '@backstage-gitops/kube';
import type {
  Condition,
  Outcome,
  ReconcileError,
} from '@backstage-gitops/kube';
import { failed, stalled, waiting } from './failures';
import type { SourceContext, SourceObject } from './SourceObject';
import { hasFailed, summarizeSource } from './summarizeSource';

const success: Outcome = { kind: 'success', result: {} };
const failure = (error: ReconcileError): Outcome => ({
  kind: 'failure',
  error,
});

/** A context with the conditions of a reconcile that has begun. */
function begin(...texts: readonly (readonly [string, string])[]) {
  const conditions = new ConditionSet([], 2, () => 0);
  for (const [type, message] of texts) {
    conditions.set(type, 'True', 'Before', message);
  }
  conditions.setReconciling('Progressing', 'building artifact');
  const object = { metadata: { generation: 2 } } as SourceObject;
  const status: SourceObject['status'] = { observedGeneration: 1 };
  return { conditions, object, status } as unknown as SourceContext;
}

const shown = ({ conditions, status }: SourceContext) => [
  ...conditions
    .toArray()
    .map(item => `${item.type}=${item.status} ${item.reason} ${item.message}`),
  status.observedGeneration,
];

describe('summarizeSource', () => {
  it('copies ArtifactInStorage into Ready, without failures', () => {
    const ctx = begin(['FetchFailed', 'old'], ['ArtifactInStorage', 'stored']);
    summarizeSource(ctx, success);
    expect(shown(ctx)).toEqual([
      'Ready=True Before stored',
      'ArtifactInStorage=True Before stored',
      2,
    ]);
  });

  it.each([
    ['failed', failed('FetchFailed', 'No', 'it broke')],
    ['waiting', waiting('FetchFailed', 'No', 'it broke', 1000)],
  ])('keeps Reconciling after an error of class %s', (_, error) => {
    const ctx = begin();
    summarizeSource(ctx, failure(error));
    expect(shown(ctx)).toEqual([
      'Reconciling=True ProgressingWithRetry building artifact',
      'Ready=False No it broke',
      'FetchFailed=True No it broke',
      1,
    ]);
  });

  it('observes the generation when stalled', () => {
    const ctx = begin();
    summarizeSource(ctx, failure(stalled('FetchFailed', 'Never', 'no way')));
    expect(shown(ctx)).toEqual([
      'Stalled=True Never no way',
      'Ready=False Never no way',
      'FetchFailed=True Never no way',
      2,
    ]);
  });

  it('lets Ready copy the first failure of several', () => {
    const ctx = begin(['FetchFailed', 'not fetched']);
    const error = waiting('IncludeUnavailable', 'NotFound', 'no lib', 1000);
    summarizeSource(ctx, failure(error));
    expect(ctx.conditions.get('Ready')?.message).toBe('not fetched');
    expect(ctx.conditions.get('IncludeUnavailable')?.message).toBe('no lib');
  });

  it('forgets a failed fetch when storing has failed', () => {
    const ctx = begin(['FetchFailed', 'old'], ['BuildFailed', 'old']);
    const error = failed('StorageOperationFailed', 'Full', 'disk full');
    summarizeSource(ctx, failure(error));
    expect(shown(ctx)).toEqual([
      'Reconciling=True ProgressingWithRetry building artifact',
      'Ready=False Full disk full',
      'StorageOperationFailed=True Full disk full',
      1,
    ]);
  });

  it('has no further condition for an error of another kind', () => {
    const ctx = begin();
    summarizeSource(ctx, failure(new TransientError('Failed', 'oops')));
    expect(shown(ctx)).toEqual([
      'Reconciling=True ProgressingWithRetry building artifact',
      'Ready=False Failed oops',
      1,
    ]);
  });
});

describe('hasFailed', () => {
  it.each<[boolean, string, Condition['status']]>([
    [true, 'FetchFailed', 'True'],
    [true, 'BuildFailed', 'True'],
    [false, 'FetchFailed', 'False'],
    [false, 'ArtifactOutdated', 'True'],
  ])('is %s after %s=%s', (expected, type, status) => {
    const conditions = new ConditionSet([], 1, () => 0);
    conditions.set(type, status, 'Any', 'any');
    const object = { status: { conditions: conditions.toArray() } };
    expect(hasFailed(object as unknown as SourceObject)).toBe(expected);
  });
});
