import { extendNetworkPolicy } from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';
import type { HostOptions } from './options/hostOptions';

/** Where connections for objects may go. */
export function networkPolicyOf({
  networkDeny,
  networkAllow,
}: HostOptions): NetworkPolicy {
  return extendNetworkPolicy({ deny: networkDeny, allow: networkAllow });
}
