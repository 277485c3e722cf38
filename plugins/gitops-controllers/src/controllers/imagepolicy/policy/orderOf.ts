import type { ImagePolicySpec } from '@backstage-gitops/plugin-gitops-common';
import { alphabeticalOrder, numericalOrder } from './plainOrders';
import { semverOrder } from './semverOrder';
import { InvalidPolicyError } from './TagOrder';
import type { TagOrder } from './TagOrder';

/**
 * The order that `spec.policy` asks for; of several the first of semver,
 * alphabetical and numerical counts.
 * @throws InvalidPolicyError - none, or a range that is none
 */
export function orderOf(policy: ImagePolicySpec['policy']): TagOrder {
  const { semver, alphabetical, numerical } = policy;
  if (semver) return semverOrder(semver.range);
  if (alphabetical) return alphabeticalOrder(alphabetical.order ?? 'asc');
  if (numerical) return numericalOrder(numerical.order ?? 'asc');
  throw new InvalidPolicyError(
    'invalid policy: given ImagePolicyChoice object is invalid',
  );
}
