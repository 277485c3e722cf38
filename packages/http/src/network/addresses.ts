import { IPv4, IPv6, isValid, parse } from 'ipaddr.js';

/** An address as it is compared with rules. */
export type Address = IPv4 | IPv6;

/** Bytes of an IPv6 address that hold an IPv4 address, by its range. */
const EMBEDDINGS: readonly {
  readonly range: [IPv6, number];
  readonly offset: number;
}[] = [
  { range: [IPv6.parse('::ffff:0:0'), 96], offset: 12 }, // mapped
  { range: [IPv6.parse('::ffff:0:0:0'), 96], offset: 12 }, // translated
  { range: [IPv6.parse('64:ff9b::'), 96], offset: 12 }, // NAT64
  { range: [IPv6.parse('64:ff9b:1::'), 96], offset: 12 }, // NAT64, local
  { range: [IPv6.parse('::'), 96], offset: 12 }, // compatible
  { range: [IPv6.parse('2002::'), 16], offset: 2 }, // 6to4
];

/** `[::1]` → `::1`; a final dot of a name is no part of it. */
export function normalizeHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

/**
 * The address that a host is, in any form that resolvers read: `169.254.1.1`,
 * `0xa9fe0101`, `2852061441`, `::ffff:a9fe:101`. Undefined for a name.
 */
export function parseAddress(host: string): Address | undefined {
  const text = normalizeHost(host);
  return isValid(text) ? parse(text) : undefined;
}

/** An address, and the IPv4 address inside it that it leads to. */
export function judgedForms(address: Address): Address[] {
  if (address instanceof IPv4) return [address];
  const bytes = address.toByteArray();
  if (isUnspecifiedOrLoopback(bytes)) return [address];
  const inner = EMBEDDINGS.filter(({ range }) => address.match(...range)).map(
    ({ offset }) => new IPv4(bytes.slice(offset, offset + 4)),
  );
  return [address, ...inner];
}

/** `::` and `::1` hold no IPv4 address. */
function isUnspecifiedOrLoopback(bytes: readonly number[]): boolean {
  return bytes.slice(0, 15).every(byte => byte === 0) && bytes[15] <= 1;
}
