function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const isGood =
    parts.length === 4 &&
    parts.every(
      part => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256,
    );
  return isGood ? parts.map(Number) : undefined;
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') {
    return [];
  }
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    const v4 = i === groups.length - 1 ? parseV4(group) : undefined;
    if (v4) {
      bytes.push(...v4);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}

function parseV6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) {
    return undefined;
  }
  const [head, tail] = halves.map(parseGroups);
  if (!head || (halves.length === 2 && !tail)) {
    return undefined;
  }
  if (halves.length === 1) {
    return head.length === 16 ? head : undefined;
  }
  const zeros = 16 - head.length - (tail?.length ?? 0);
  return zeros < 2
    ? undefined
    : [...head, ...Array(zeros).fill(0), ...(tail ?? [])];
}

/** The 4 or 16 bytes of an IP address, undefined when the text is none. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  const bytes =
    parseV4(text) ?? (text.includes(':') ? parseV6(text) : undefined);
  if (!bytes) {
    return undefined;
  }
  const isMapped =
    bytes.length === 16 &&
    bytes.slice(0, 10).every(byte => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff;
  return Uint8Array.from(isMapped ? bytes.slice(12) : bytes);
}
