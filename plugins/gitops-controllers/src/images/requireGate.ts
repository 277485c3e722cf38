import { StalledError } from '@backstage-gitops/kube';
import type { ImageRepositorySpec } from '@backstage-gitops/plugin-gitops-common';
import { ImageReason } from './reasons';

const GATE = 'ObjectLevelWorkloadIdentity';

/** Feature gates of the image-reflector-controller, with its defaults. */
export const FEATURE_GATES = {
  /** Allows spec.serviceAccountName beside a provider of a cloud. */
  [GATE]: false,
  /** No effect: Secrets are never cached whole. */
  CacheSecretsAndConfigMaps: false,
  /** No effect: tags are in the database. */
  FluxStorage: false,
} as const satisfies Readonly<Record<string, boolean>>;

/**
 * @param field - how the message names it: `spec.serviceAccountName`
 * @throws StalledError - FeatureGateDisabled
 */
export function requireGate(
  { provider = 'generic', serviceAccountName }: ImageRepositorySpec,
  gates: Readonly<Record<string, boolean>>,
  field: string,
): void {
  if (provider === 'generic' || !serviceAccountName || gates[GATE]) return;
  throw new StalledError(
    ImageReason.featureGateDisabled,
    `to use ${field} for provider authentication please enable the ${GATE} feature gate in the controller`,
  );
}
