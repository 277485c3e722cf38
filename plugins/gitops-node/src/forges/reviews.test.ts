import { composeChanges } from './changes';
import { latestReviews } from './reviews';
import type { ReviewEntry } from './reviews';

const user = { id: 'ann', name: 'Ann' };
const entry = (state: ReviewEntry['state']): ReviewEntry => ({
  ...{ user, state, commit: 'a', submittedAt: undefined },
});

describe('latestReviews', () => {
  it.each([
    [['approved', 'commented'], ['approved']],
    [['commented', 'approved'], ['approved']],
    [['approved', 'changes-requested'], ['changes-requested']],
    [['approved', 'withdrawn'], []],
    [['approved', 'withdrawn', 'commented'], ['commented']],
    [['commented'], ['commented']],
  ] as const)('makes of %j: %j', (states, expected) => {
    const found = latestReviews(states.map(entry));
    expect(found.map(({ state }) => state)).toEqual(expected);
  });
});

describe('composeChanges', () => {
  it.each([
    [['added', 'modified'], 'added'],
    [['added', 'removed'], undefined],
    [['removed', 'added'], 'modified'],
    [['modified', 'removed'], 'removed'],
    [['added', 'removed', 'added'], 'added'],
  ] as const)('makes of %j: %s', (steps, change) => {
    const found = composeChanges(
      steps.map(step => ({ path: 'a', change: step })),
    );
    expect(found.map(file => file.change)).toEqual(change ? [change] : []);
  });
});
