import { FakeClock } from '../api/clock';
import { ConditionSet, truncateMessage } from './conditions';

function createSet(clock = new FakeClock(), generation = 2) {
  return new ConditionSet(
    [
      {
        type: 'Ready',
        status: 'True',
        reason: 'ReconciliationSucceeded',
        message: 'Applied revision: a',
        lastTransitionTime: '2025-12-31T00:00:00Z',
        observedGeneration: 1,
      },
    ],
    generation,
    () => clock.now(),
  );
}

describe('ConditionSet', () => {
  it('keeps lastTransitionTime when status, reason and message stay', () => {
    const conditions = createSet();
    conditions.set(
      'Ready',
      'True',
      'ReconciliationSucceeded',
      'Applied revision: a',
    );
    expect(conditions.get('Ready')).toEqual({
      type: 'Ready',
      status: 'True',
      reason: 'ReconciliationSucceeded',
      message: 'Applied revision: a',
      lastTransitionTime: '2025-12-31T00:00:00Z',
      observedGeneration: 2,
    });
  });

  it.each([
    ['status', 'False', 'ReconciliationSucceeded', 'Applied revision: a'],
    ['reason', 'True', 'Succeeded', 'Applied revision: a'],
    ['message', 'True', 'ReconciliationSucceeded', 'Applied revision: b'],
  ] as const)(
    'moves lastTransitionTime when the %s changes',
    (_what, status, reason, message) => {
      const conditions = createSet();
      conditions.set('Ready', status, reason, message);
      expect(conditions.get('Ready')?.lastTransitionTime).toBe(
        '2026-01-01T00:00:00Z',
      );
    },
  );

  it('moves lastTransitionTime of a condition that passed through another state', () => {
    const conditions = createSet();
    conditions.set(
      'Ready',
      'Unknown',
      'Progressing',
      'Reconciliation in progress',
    );
    conditions.set(
      'Ready',
      'True',
      'ReconciliationSucceeded',
      'Applied revision: a',
    );
    expect(conditions.get('Ready')?.lastTransitionTime).toBe(
      '2026-01-01T00:00:00Z',
    );
  });

  it('writes times in whole seconds', async () => {
    const clock = new FakeClock();
    await clock.advance(1999);
    const conditions = createSet(clock);
    conditions.set('Healthy', 'True', 'Succeeded', '');
    expect(conditions.get('Healthy')?.lastTransitionTime).toBe(
      '2026-01-01T00:00:01Z',
    );
  });

  it('sorts Stalled, Reconciling, Ready, then by generation down, then by name', () => {
    const conditions = createSet();
    conditions.set('B', 'True', 'X', '');
    conditions.set('A', 'True', 'X', '');
    const older = new ConditionSet(
      [
        ...conditions.toArray(),
        {
          type: 'C',
          status: 'True',
          reason: 'X',
          message: '',
          lastTransitionTime: '',
          observedGeneration: 3,
        },
      ],
      2,
      () => 0,
    );
    older.set('Reconciling', 'True', 'Progressing', '');
    older.set('Stalled', 'True', 'X', '');
    expect(older.toArray().map(({ type }) => type)).toEqual([
      'Stalled',
      'Reconciling',
      'Ready',
      'C',
      'A',
      'B',
    ]);
  });

  it('lets Stalled and Reconciling exclude each other', () => {
    const conditions = createSet();
    conditions.setReconciling('Progressing', 'working');
    conditions.setStalled('AccessDenied', 'no');
    expect(conditions.toArray().map(({ type }) => type)).toEqual([
      'Stalled',
      'Ready',
    ]);
    conditions.setReconciling('Progressing', 'working');
    expect(conditions.toArray().map(({ type }) => type)).toEqual([
      'Reconciling',
      'Ready',
    ]);
  });
});

describe('truncateMessage', () => {
  const encode = (text: string) => new TextEncoder().encode(text);

  it('leaves 32768 bytes alone', () => {
    const text = 'x'.repeat(32768);
    expect(truncateMessage(text)).toBe(text);
  });

  it('cuts longer ones and says so', () => {
    const cut = truncateMessage('x'.repeat(32769));
    expect(encode(cut)).toHaveLength(32768);
    expect(cut.endsWith('x...')).toBe(true);
  });

  it('never leaves half a character', () => {
    const cut = truncateMessage('é'.repeat(20000));
    expect(encode(cut).length).toBeLessThanOrEqual(32768);
    expect(cut).toMatch(/^é+\.\.\.$/);
  });
});
