import { encodeUtf8 } from '@backstage-gitops/go-template';

/** Bytes of a character by its first one; 0 where none begins so. */
function widthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc0 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf8 ? 4 : 0;
}

/**
 * What Go's YAML reader says of the first bytes of a text that are not UTF-8;
 * undefined where it says that it is no character.
 * @see go.yaml.in/yaml/v2 readerc.go
 */
export function utf8Problem(text: string): string | undefined {
  const bytes = encodeUtf8(text);
  for (let at = 0; at < bytes.length; ) {
    const width = widthOf(bytes[at]);
    if (width === 0) return 'invalid leading UTF-8 octet';
    if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence';
    const trailing = bytes.subarray(at + 1, at + width);
    if (trailing.some(byte => byte < 0x80 || byte >= 0xc0)) {
      return 'invalid trailing UTF-8 octet';
    }
    if (isOverlong(bytes, at, width)) {
      return 'invalid length of a UTF-8 sequence';
    }
    at += width;
  }
  return undefined;
}

function isOverlong(bytes: Uint8Array, at: number, width: number): boolean {
  const [first, second] = [bytes[at], bytes[at + 1]];
  return (
    (width === 2 && first < 0xc2) ||
    (width === 3 && first === 0xe0 && second < 0xa0) ||
    (width === 4 && first === 0xf0 && second < 0x90)
  );
}
