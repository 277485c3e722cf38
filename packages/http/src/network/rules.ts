import { domainToASCII } from 'url';
import { IPv4, IPv6, parse, parseCIDR } from 'ipaddr.js';
import { HttpError } from '../errors';
import { judgedForms, normalizeHost, parseAddress } from './addresses';
import type { Address } from './addresses';

const NAME = /^(\*\.)?[a-z0-9_]([-\w]*\w)?(\.[a-z0-9_]([-\w]*\w)?)*$/;

/** One rule of a policy. */
export interface NetworkRule {
  /** As it was written. */
  readonly text: string;
  matchesName(name: string): boolean;
  matchesAddress(address: Address): boolean;
}

function rangeRule(text: string, [base, bits]: [Address, number]): NetworkRule {
  return {
    text,
    matchesName: () => false,
    matchesAddress: address =>
      judgedForms(address).some(
        form => form.kind() === base.kind() && matches(form, base, bits),
      ),
  };
}

function matches(address: Address, base: Address, bits: number): boolean {
  if (address instanceof IPv4) {
    return base instanceof IPv4 && address.match(base, bits);
  }
  return base instanceof IPv6 && address.match(base, bits);
}

function nameRule(text: string, name: string): NetworkRule {
  const isMatch = name.startsWith('*.')
    ? (other: string) => other.endsWith(name.slice(1))
    : (other: string) => other === name;
  return { text, matchesName: isMatch, matchesAddress: () => false };
}

/**
 * @throws HttpError - `invalid-option`: neither an address, a range nor a name
 */
export function parseNetworkRule(text: string): NetworkRule {
  const host = normalizeHost(text.trim());
  if (host.includes('/')) {
    const range = parseRange(host);
    if (range) return rangeRule(text, range);
  } else {
    const address = parseAddress(host);
    if (address) return rangeRule(text, [address, widthOf(address)]);
    const name = host.replace(/^(\*\.)?(.*)$/s, (_, wildcard = '', rest) =>
      rest === '' ? '' : `${wildcard}${domainToASCII(rest)}`,
    );
    if (NAME.test(name)) return nameRule(text, name);
  }
  throw new HttpError(
    'invalid-option',
    `"${text}" is no rule of a network policy: write an IP address, a range such as 10.0.0.0/8, or a host name`,
  );
}

function widthOf(address: Address): number {
  return address instanceof IPv4 ? 32 : 128;
}

function parseRange(text: string): [Address, number] | undefined {
  try {
    const [address, bits] = parseCIDR(text);
    return [parse(address.toString()), bits];
  } catch {
    return undefined;
  }
}

/** Whether a text is a rule of a policy: an address, a range or a host name. */
export function isNetworkRule(text: string): boolean {
  try {
    parseNetworkRule(text);
    return true;
  } catch {
    return false;
  }
}
