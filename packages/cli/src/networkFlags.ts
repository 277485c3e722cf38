import { extendNetworkPolicy } from '@backstage-gitops/http';
import type { NetworkPolicy } from '@backstage-gitops/http';
import type { FlagSpec, ParsedFlags } from './flags';

/**
 * Flags of every command that downloads: an address may come from somebody
 * else's repository. Those of the controllers have the same names and rules.
 */
export const NETWORK_FLAGS: Readonly<Record<string, FlagSpec>> = {
  'network-allow': { kind: 'slice' },
  'network-deny': { kind: 'slice' },
};

/** Their lines of a help text. */
export const NETWORK_HELP = `\
      --network-deny LIST     addresses, ranges and hosts that nothing is fetched
                              from, besides link-local ones and metadata of clouds
      --network-allow LIST    those that are reached all the same
`;

/**
 * Where a command may connect to. A rule that is none is refused by the first
 * client: HttpError `invalid-option`.
 */
export function networkOf(flags: ParsedFlags): NetworkPolicy {
  return extendNetworkPolicy({
    deny: flags.values('network-deny'),
    allow: flags.values('network-allow'),
  });
}
