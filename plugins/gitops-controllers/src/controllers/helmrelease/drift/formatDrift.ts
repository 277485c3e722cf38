import { formatChanges, subjectOf } from '@backstage-gitops/kube';
import type { CorrectedObject, DriftedObject } from '../types';

function describe(object: DriftedObject): string {
  if (object.kind !== 'changed') return object.kind;
  const { additions, changes, removals } = object;
  return `changed (${additions} additions, ${changes} changes, ${removals} removals)`;
}

/** One line an object, such as `Service/ns/web changed (1 additions, 0 changes, 0 removals)`. */
export function formatDrift(drift: readonly DriftedObject[]): string {
  return drift
    .map(object => `${subjectOf(object.ref)} ${describe(object)}`)
    .join('\n');
}

/** What was corrected: one line an object, such as `Service/ns/web configured`. */
export function formatCorrections(
  corrected: readonly CorrectedObject[],
): string {
  return formatChanges(
    corrected.flatMap(({ ref, action }) =>
      action === 'failed' ? [] : [{ ref, action }],
    ),
  );
}
