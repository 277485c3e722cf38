import type { DriftedObject, HelmReleaseContext } from '../types';
import { describeDiff } from './describeDiff';

/**
 * Condition with the masked diff of the last drift: True while it is there,
 * False since it has gone. Not one of Flux's; the portal shows it.
 */
export const DRIFT_DIFF = 'DriftDiff';

/** Keeps the diff of a drift in the status, and says when there is none any more. */
export function recordDiff(
  { conditions }: Pick<HelmReleaseContext, 'conditions'>,
  drift: readonly DriftedObject[],
): void {
  if (drift.length > 0) {
    conditions.set(DRIFT_DIFF, 'True', 'DriftDetected', describeDiff(drift));
    return;
  }
  const before = conditions.get(DRIFT_DIFF);
  if (before?.status === 'True') {
    conditions.set(DRIFT_DIFF, 'False', 'NoDriftDetected', before.message);
  }
}
