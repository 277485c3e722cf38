import type { KubeObject } from '@backstage-gitops/kube';
import {
  FLUX_SUSPENDED_BY_ANNOTATION,
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_GENERATION_ANNOTATION,
  SUSPENDED_REASON_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedObject } from '../presenters';

/**
 * Who suspended an object and why; undefined while it is not suspended. When it
 * was suspended elsewhere, at most the name is known.
 */
export function toSuspension(object: PresentedObject): Suspension | undefined {
  if (!object.spec.suspend) return undefined;
  const { annotations = {} } = object.metadata;
  if (!isOwnSuspension(object)) return { by: foreignSuspender(object) };
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

/** Whether the portal has left a mark of a suspension, current or not. */
export function hasSuspension({ metadata }: KubeObject): boolean {
  const { annotations = {} } = metadata;
  return (
    annotations[SUSPENDED_GENERATION_ANNOTATION] !== undefined ||
    annotations[SUSPENDED_UNTIL_ANNOTATION] !== undefined
  );
}

/**
 * Who suspended an object elsewhere, by flux-operator's annotation. The same
 * name beside the portal's own is of the portal's earlier suspension.
 */
export function foreignSuspender({ metadata }: KubeObject): string | undefined {
  const { annotations = {} } = metadata;
  const by = annotations[FLUX_SUSPENDED_BY_ANNOTATION];
  return by === annotations[SUSPENDED_BY_ANNOTATION] ? undefined : by;
}

/** Changes of the spec since the portal suspended the object; NaN if it did not. */
export function changesSinceSuspension({ metadata }: PresentedObject): number {
  const recorded = metadata.annotations?.[SUSPENDED_GENERATION_ANNOTATION];
  if (!recorded || !/^\d+$/.test(recorded)) return NaN;
  return (metadata.generation ?? NaN) - Number(recorded);
}
