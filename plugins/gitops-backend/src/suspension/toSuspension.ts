import {
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_GENERATION_ANNOTATION,
  SUSPENDED_REASON_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedObject } from '../presenters';

/**
 * Who suspended an object and why; undefined while it is not suspended, empty
 * when it was suspended elsewhere.
 */
export function toSuspension(object: PresentedObject): Suspension | undefined {
  if (!object.spec.suspend) return undefined;
  if (!isOwnSuspension(object)) return {};
  const { annotations = {} } = object.metadata;
  return {
    by: annotations[SUSPENDED_BY_ANNOTATION],
    reason: annotations[SUSPENDED_REASON_ANNOTATION],
    until: annotations[SUSPENDED_UNTIL_ANNOTATION],
  };
}

/**
 * Whether the portal's annotations are about the suspension that the object is
 * in. Since the generation that they name, at most one change of the spec was
 * made: to resume and suspend again, as `flux resume` and `flux suspend` do,
 * takes two.
 */
export function isOwnSuspension(object: PresentedObject): boolean {
  const changes = changesSinceSuspension(object);
  return object.spec.suspend === true && (changes === 0 || changes === 1);
}

/** Changes of the spec since the portal suspended the object; NaN if it did not. */
export function changesSinceSuspension({ metadata }: PresentedObject): number {
  const recorded = metadata.annotations?.[SUSPENDED_GENERATION_ANNOTATION];
  if (!recorded || !/^\d+$/.test(recorded)) return NaN;
  return (metadata.generation ?? NaN) - Number(recorded);
}
