import {
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_REASON_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';

/** Who suspended an object and why; undefined while it is not suspended. */
export function toSuspension(object: {
  readonly metadata: { readonly annotations?: Record<string, string> };
  readonly spec: { readonly suspend?: boolean };
}): Suspension | undefined {
  if (!object.spec.suspend) return undefined;
  const annotations = object.metadata.annotations ?? {};
  return {
    by: annotations[SUSPENDED_BY_ANNOTATION],
    reason: annotations[SUSPENDED_REASON_ANNOTATION],
    until: annotations[SUSPENDED_UNTIL_ANNOTATION],
  };
}
