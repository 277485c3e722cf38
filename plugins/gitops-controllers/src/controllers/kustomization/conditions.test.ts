import { ConditionSet } from '@backstage-gitops/kube';
import { markMacMismatches } from './conditions';
import type { KustomizationContext } from './types';

describe('markMacMismatches', () => {
  it('tells a mismatch once and forgets it when it is mended', () => {
    const events: unknown[] = [];
    const conditions = new ConditionSet([], 1, () => 0);
    const ctx = {
      conditions,
      event: (event: unknown) => events.push(event),
    } as unknown as KustomizationContext;
    markMacMismatches(ctx, ['a does not fit']);
    markMacMismatches(ctx, ['a does not fit']);
    expect(events).toEqual([
      { type: 'Warning', reason: 'MACMismatch', message: 'a does not fit' },
    ]);
    expect(conditions.toArray()).toMatchObject([
      { type: 'DecryptionVerified', status: 'False', reason: 'MACMismatch' },
    ]);
    markMacMismatches(ctx, []);
    expect(conditions.toArray()).toEqual([]);
  });
});
