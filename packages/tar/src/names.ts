/**
 * Names in archives and file systems are bytes. As text they are UTF-8, and a
 * byte that is none is kept as a lone surrogate, U+DC80 for 0x80 up to U+DCFF,
 * so that {@link encodeName} gives back every name as it was.
 */
const ESCAPE_BASE = 0xdc00;
const RAW_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether a name has bytes that are not UTF-8. */
export function hasRawBytes(name: string): boolean {
  return RAW_BYTE.test(name);
}

/** The text of a name, `na\udcffme` for bytes that are not UTF-8. */
export function decodeName(bytes: Uint8Array): string {
  return decodeWhole(bytes) ?? decodePieces(bytes);
}

function decodeWhole(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function decodePieces(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const width = widthOf(bytes[at]);
    const character =
      at + width <= bytes.length
        ? decodeWhole(bytes.subarray(at, at + width))
        : undefined;
    text += character ?? String.fromCharCode(ESCAPE_BASE + bytes[at]);
    at += character === undefined ? 1 : width;
  }
  return text;
}

/** Bytes of the character that a byte starts, if it starts one. */
function widthOf(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** A name for a message, in quotes; bytes that are not UTF-8 as `\xff`. */
export function showName(name: string): string {
  return JSON.stringify(name).replace(/\\udc([89a-f][0-9a-f])/g, '\\x$1');
}

/** The bytes of a name that {@link decodeName} has made text of. */
export function encodeName(name: string): Uint8Array {
  if (!hasRawBytes(name)) {
    return encoder.encode(name);
  }
  const bytes: number[] = [];
  for (const character of name) {
    if (hasRawBytes(character)) {
      bytes.push(character.charCodeAt(0) - ESCAPE_BASE);
    } else {
      bytes.push(...encoder.encode(character));
    }
  }
  return Uint8Array.from(bytes);
}
