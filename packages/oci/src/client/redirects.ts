import { BlockList, isIP } from 'net';
import { OciError } from '../errors';

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 4],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv6');
}

function hostnameOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function isPrivate(url: URL): boolean {
  const host = hostnameOf(url);
  const family = isIP(host);
  return family !== 0 && PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether an address of a registry may be asked by plain HTTP without a request for it. */
export function isLocalRegistry(registry: string): boolean {
  const host = registry.replace(/:\d+$/, '');
  const isPrivateV4 = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
  return (
    (isIP(host) === 4 && (isPrivateV4 || host === '127.0.0.1')) ||
    registry.startsWith('localhost:') ||
    host.endsWith('.localhost') ||
    host === '[::1]'
  );
}

/** An address that may be relative to another; unchanged when it is none. */
export function absoluteOf(target: string, base: string): string {
  return URL.canParse(target, base) ? new URL(target, base).href : target;
}

/** Where an address came from, and what may be done with it. */
interface TargetRules {
  /** Address of the registry that named the target. */
  readonly from: string;
  /** Whether plain HTTP is spoken with this registry. */
  readonly allowHttp: boolean;
  /** `the realm`, `a redirect`; for messages. */
  readonly what: string;
}

/**
 * Resolves an address that a registry has sent: the realm of its token server,
 * a redirect, the place of an upload. The registry's own host is kept to the
 * registry's scheme, which reverse proxies often get wrong.
 * @throws OciError - `redirect`: no HTTP, plain HTTP after HTTPS, or another
 *   host's private address
 */
export function resolveTarget(
  target: string,
  { from, allowHttp, what }: TargetRules,
): string {
  const refuse = (why: string) =>
    new OciError('redirect', `${what} of ${new URL(from).host} ${why}`);
  if (!URL.canParse(target, from)) throw refuse('is no address');
  const base = new URL(from);
  const url = new URL(target, from);
  url.username = '';
  url.password = '';
  if (url.host === base.host && url.protocol === 'http:') {
    url.protocol = base.protocol;
  }
  if (url.protocol === 'http:' && !allowHttp) {
    throw refuse('leads from https to http');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse('is no HTTP address');
  }
  if (hostnameOf(url) !== hostnameOf(base) && isPrivate(url)) {
    throw refuse(`leads to the private address ${url.hostname}`);
  }
  return url.toString();
}

/** Whether credentials for one address may also be sent to the other. */
export function keepsCredentials(from: string, to: string): boolean {
  const [old, next] = [new URL(from), new URL(to)];
  const isDowngrade = old.protocol === 'https:' && next.protocol !== 'https:';
  return old.host === next.host && !isDowngrade;
}
