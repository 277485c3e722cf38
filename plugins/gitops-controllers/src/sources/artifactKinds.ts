import { KINDS } from '@backstage-gitops/plugin-gitops-common';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';

/** The kinds whose objects carry `status.artifact`. */
export const ARTIFACT_KINDS: readonly KindDefinition[] = KINDS.filter(
  ({ status }) => status?.openapi.properties?.artifact !== undefined,
);

/**
 * The kinds with an artifact that objects of a kind may refer to, as
 * `spec.sourceRef.kind` of its schema lists them.
 */
export function sourceKindsOf({
  spec,
}: KindDefinition): readonly KindDefinition[] {
  const sourceRef = spec.openapi.properties?.sourceRef;
  const allowed = sourceRef?.properties?.kind.enum ?? [];
  return ARTIFACT_KINDS.filter(({ kind }) => allowed.includes(kind));
}
