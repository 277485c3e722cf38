/** An IP address: 4 or 16 bytes as a number. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const MAPPED = 0xffffn;

function parseV4(text: string): bigint | undefined {
  const parts = V4.exec(text)?.slice(1);
  if (!parts) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) {
      return undefined;
    }
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groupsOf(text: string): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const bits = parseV4(part);
      if (bits === undefined) return undefined;
      groups.push(bits >> 16n, bits & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else return undefined;
  }
  return groups;
}

function parseV6(text: string): bigint | undefined {
  const [head, tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  if (!left || !right) return undefined;
  if (tail !== undefined && head.includes('.')) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const zeros = Array.from({ length: missing }, () => 0n);
  return [...left, ...zeros, ...right].reduce(
    (bits, group) => (bits << 16n) | group,
    0n,
  );
}

/** Reads an address without a zone; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const isV6 = text.includes(':');
  const bits = isV6 ? parseV6(text) : parseV4(text);
  return bits === undefined ? undefined : { family: isV6 ? 6 : 4, bits };
}

/** An IPv4 address written as `::ffff:1.2.3.4`. */
export function isMapped({ family, bits }: Address): boolean {
  return family === 6 && bits >> 32n === MAPPED;
}

function formatV6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bits >> BigInt(16 * (7 - index))) & 0xffffn).toString(16),
  );
  const text = groups.join(':');
  // The first of the longest runs of at least two zeros is left out.
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(
    ([run]) => run,
  );
  const longest = runs.reduce(
    (best, run) => (sizeOf(run) > sizeOf(best) ? run : best),
    '',
  );
  if (longest === '') return text;
  const at = runs.indexOf(longest);
  const start = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)][at].index;
  const before = text.slice(0, start);
  const after = text.slice(start + longest.length).replace(/^:/, '');
  return `${before}::${after}`;
}

function sizeOf(run: string): number {
  return run.split('0').length - 1;
}

/** An address as Go prints it. */
export function formatAddress({ family, bits }: Address): string {
  if (family === 6) return formatV6(bits);
  return [24n, 16n, 8n, 0n]
    .map(shift => String((bits >> shift) & 0xffn))
    .join('.');
}

export function widthOf({ family }: Address): number {
  return family === 4 ? 32 : 128;
}

/** An address with only its first bits. */
export function maskAddress(address: Address, length: number): Address {
  const shift = BigInt(widthOf(address) - length);
  return { ...address, bits: (address.bits >> shift) << shift };
}

/** Whether an address begins with the first bits of another. */
export function hasPrefix(
  address: Address,
  prefix: Address,
  length: number,
): boolean {
  return (
    address.family === prefix.family &&
    maskAddress(address, length).bits === maskAddress(prefix, length).bits
  );
}

const RANGES: Readonly<Record<string, readonly [v4: string, v6: string]>> = {
  isUnspecified: ['0.0.0.0/32', '::/128'],
  isLoopback: ['127.0.0.0/8', '::1/128'],
  isLinkLocalMulticast: ['224.0.0.0/24', 'ff02::/16'],
  isLinkLocalUnicast: ['169.254.0.0/16', 'fe80::/10'],
  isMulticast: ['224.0.0.0/4', 'ff00::/8'],
};

/** Whether an address is of a kind, e.g. `isLoopback`. */
export function isInRange(address: Address, kind: string): boolean {
  const [v4, v6] = RANGES[kind];
  const [text, length] = (address.family === 4 ? v4 : v6).split('/');
  const prefix = parseAddress(text);
  return prefix !== undefined && hasPrefix(address, prefix, Number(length));
}
