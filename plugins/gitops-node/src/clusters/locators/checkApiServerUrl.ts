import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/**
 * Checks the address of an API server that a catalog entity names: HTTPS, no
 * credentials in it, and no host in a network that is not public, unless the
 * host matches one of `allowedHosts` (`127.0.0.1`, `*.example.org`).
 * The rules are those of Backstage's catalog locator.
 * @throws Error - the address is refused
 */
export async function checkApiServerUrl(
  text: string,
  allowedHosts: readonly string[],
): Promise<void> {
  if (!URL.canParse(text)) throw new Error('the API server URL is not a URL');
  const url = new URL(text);
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (url.username || url.password) {
    throw new Error('the API server URL contains credentials');
  }
  if (!['https:', 'http:'].includes(url.protocol)) {
    throw new Error(`the API server URL has the scheme ${url.protocol}`);
  }
  if (allowedHosts.some(pattern => matches(host, pattern))) return;
  if (url.protocol !== 'https:') {
    throw new Error('the API server URL must use HTTPS');
  }
  for (const address of await addressesOf(host)) {
    if (!isPublic(address)) {
      throw new Error(`the API server "${host}" has a non-public address`);
    }
  }
}

async function addressesOf(host: string): Promise<string[]> {
  if (ipaddr.isValid(host)) return [host];
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** An IPv4 address in IPv6 form counts as what it stands for. */
function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast';
}

function matches(host: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  if (!wanted.startsWith('*.')) return host === wanted;
  return host.endsWith(wanted.slice(1)) || host === wanted.slice(2);
}
