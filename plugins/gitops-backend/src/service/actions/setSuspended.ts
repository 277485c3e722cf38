import type { KubeClient, TypeMeta } from '@backstage-gitops/kube';
import {
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_REASON_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
  type DeliveryRef,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';

/**
 * Sets `spec.suspend` by merge patch, as `flux suspend` does, and writes down
 * who, why and until when.
 */
export async function suspend(
  client: KubeClient,
  type: TypeMeta,
  ref: DeliveryRef,
  { by, reason, until }: Suspension,
): Promise<void> {
  await client.patch(type, ref, {
    metadata: { annotations: suspensionAnnotations(by, reason, until) },
    spec: { suspend: true },
  });
}

/**
 * Takes `spec.suspend` back, with the annotations that explained it.
 * @param resourceVersion - refuses with a conflict if the object has changed since
 */
export async function resume(
  client: KubeClient,
  type: TypeMeta,
  ref: DeliveryRef,
  resourceVersion?: string,
): Promise<void> {
  await client.patch(type, ref, {
    metadata: { resourceVersion, annotations: suspensionAnnotations() },
    spec: { suspend: false },
  });
}

// A merge patch deletes a key by null.
function suspensionAnnotations(by?: string, reason?: string, until?: string) {
  return {
    [SUSPENDED_BY_ANNOTATION]: by ?? null,
    [SUSPENDED_REASON_ANNOTATION]: reason ?? null,
    [SUSPENDED_UNTIL_ANNOTATION]: until ?? null,
  };
}
