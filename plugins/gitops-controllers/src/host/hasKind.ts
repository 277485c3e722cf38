import { NoMatchError } from '@backstage-gitops/kube';
import type { KubeClient } from '@backstage-gitops/kube';
import { apiVersionOf } from '@backstage-gitops/plugin-gitops-common';
import type { KindDefinition } from '@backstage-gitops/plugin-gitops-common';

/**
 * Whether the cluster serves a kind.
 * @throws ConnectionError, ApiError - discovery gives no answer
 */
export async function hasKind(
  client: KubeClient,
  definition: KindDefinition,
): Promise<boolean> {
  const { kind } = definition;
  try {
    await client.mapper.find({ apiVersion: apiVersionOf(definition), kind });
    return true;
  } catch (error) {
    if (error instanceof NoMatchError) return false;
    throw error;
  }
}
