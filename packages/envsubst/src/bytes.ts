/**
 * Substitution counts bytes of UTF-8, as Go does. A "byte string" holds one
 * byte in each character (U+0000 to U+00FF), so that slicing one is slicing
 * bytes; ASCII text is its own byte string.
 */

// eslint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Turns text into the byte string of its UTF-8 form. */
export function toByteString(text: string): string {
  if (ASCII.test(text)) return text;
  const bytes = new TextEncoder().encode(text);
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)));
  }
  return parts.join('');
}

/** Turns a byte string back into text; broken sequences become U+FFFD. */
export function fromByteString(bytes: string): string {
  if (ASCII.test(bytes)) return bytes;
  const array = new Uint8Array(bytes.length);
  for (let index = 0; index < bytes.length; index++) {
    array[index] = bytes.charCodeAt(index);
  }
  return new TextDecoder().decode(array);
}

/**
 * Length in bytes of the character that starts at `index`; 1 when broken, as it
 * is when `end` cuts it.
 */
export function characterWidth(
  bytes: string,
  index: number,
  end = bytes.length,
): number {
  const first = bytes.charCodeAt(index);
  if (first < 0xc2 || first > 0xf4) return 1;
  let width = 4;
  if (first < 0xe0) width = 2;
  else if (first < 0xf0) width = 3;
  if (index + width > end) return 1;
  for (let next = index + 1; next < index + width; next++) {
    const byte = bytes.charCodeAt(next);
    if (byte < 0x80 || byte > 0xbf) return 1;
  }
  return width;
}

/** Splits a byte string into its characters, each again a byte string. */
export function characters(bytes: string): string[] {
  const found: string[] = [];
  for (let index = 0; index < bytes.length; ) {
    const width = characterWidth(bytes, index);
    found.push(bytes.slice(index, index + width));
    index += width;
  }
  return found;
}
