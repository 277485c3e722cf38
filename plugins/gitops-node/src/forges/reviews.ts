import type { Review } from './types';

/** A review as it was given, or withdrawn. */
export type ReviewEntry = Omit<Review, 'state'> & {
  readonly state: Review['state'] | 'withdrawn';
};

/**
 * The newest word of each reviewer. A comment does not take back what the
 * reviewer said before, a withdrawal does.
 * @param entries - oldest first
 */
export function latestReviews(entries: readonly ReviewEntry[]): Review[] {
  const byUser = new Map<string, ReviewEntry>();
  for (const entry of entries) {
    const before = byUser.get(entry.user.id);
    const isDecided =
      before?.state === 'approved' || before?.state === 'changes-requested';
    if (entry.state === 'commented' && isDecided) continue;
    byUser.set(entry.user.id, entry);
  }
  return [...byUser.values()].flatMap(({ state, ...entry }) =>
    state === 'withdrawn' ? [] : [{ ...entry, state }],
  );
}
