import { lookup as resolveName } from 'dns';
import type { LookupAddress, LookupOptions } from 'dns';
import type { LookupFunction } from 'net';
import { HttpError } from '../errors';
import { normalizeHost, parseAddress } from './addresses';
import { DEFAULT_NETWORK_POLICY } from './policy';
import type { NetworkPolicy } from './policy';
import { parseNetworkRule } from './rules';
import type { NetworkRule } from './rules';

/** Finds the addresses of a name, as `dns.lookup` does. */
export type ResolveName = (
  name: string,
  options: LookupOptions & { all: true },
  callback: (
    error: NodeJS.ErrnoException | null,
    addresses: LookupAddress[],
  ) => void,
) => void;

/**
 * Holds connections to a policy. A host is judged as it is written, and a name
 * once more by the address that the connection goes to, so that no answer of a
 * name server gets past it.
 *
 * ```ts
 * guard.requireHost(url.hostname);
 * connect({ host: url.hostname, port, lookup: guard.lookup });
 * ```
 */
export class NetworkGuard {
  readonly #deny: readonly NetworkRule[];
  readonly #allow: readonly NetworkRule[];

  /** @throws HttpError - `invalid-option`: a rule that is none */
  constructor(
    policy: NetworkPolicy = DEFAULT_NETWORK_POLICY,
    private readonly resolve: ResolveName = resolveName,
  ) {
    this.#deny = policy.deny.map(parseNetworkRule);
    this.#allow = policy.allow.map(parseNetworkRule);
  }

  /**
   * Judges a host of a URL: a name, or an address in any form.
   * @throws HttpError - `denied`
   */
  requireHost(host: string): void {
    const name = normalizeHost(host);
    const address = parseAddress(name);
    const matches = (rule: NetworkRule) =>
      address ? rule.matchesAddress(address) : rule.matchesName(name);
    const rule = this.#deny.find(matches);
    if (rule && !this.#allow.some(matches)) {
      throw denied(name, address ? address.toString() : undefined, rule);
    }
  }

  /**
   * For `net.connect`, `tls.connect` and what is built on them: gives only
   * addresses that are allowed, and fails with HttpError `denied` when a name
   * has no other. Node does not call it for a host that is an address: see
   * {@link requireHost}.
   */
  readonly lookup: LookupFunction = (host, options, callback) => {
    const fail = (error: Error) => callback(error, []);
    try {
      this.requireHost(host);
    } catch (error) {
      fail(error as Error);
      return;
    }
    this.resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) {
        fail(error);
        return;
      }
      try {
        const allowed = this.#pick(normalizeHost(host), addresses);
        if (options.all) callback(null, allowed);
        else callback(null, allowed[0].address, allowed[0].family);
      } catch (refusal) {
        fail(refusal as Error);
      }
    });
  };

  #pick(name: string, addresses: readonly LookupAddress[]): LookupAddress[] {
    if (this.#allow.some(rule => rule.matchesName(name))) return [...addresses];
    const allowed = addresses.filter(({ address }) => !this.#ruleOf(address));
    if (allowed.length === 0) {
      const address = addresses[0]?.address;
      const rule = address === undefined ? undefined : this.#ruleOf(address);
      if (!rule) throw new HttpError('network', `lookup ${name}: no such host`);
      throw denied(name, address, rule);
    }
    return allowed;
  }

  /** The rule that refuses an address. */
  #ruleOf(text: string): NetworkRule | undefined {
    const address = parseAddress(text);
    if (!address) return undefined;
    const matches = (rule: NetworkRule) => rule.matchesAddress(address);
    return this.#allow.some(matches) ? undefined : this.#deny.find(matches);
  }
}

function denied(
  host: string,
  address: string | undefined,
  rule: NetworkRule,
): HttpError {
  const which =
    address === undefined || address === host ? host : `${host} (${address})`;
  return new HttpError(
    'denied',
    `the network policy denies connections to ${which} by its rule ${rule.text}; who runs the controllers can allow the host with gitops.controllers.network.allow (--network-allow)`,
  );
}
