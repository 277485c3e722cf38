/** The UTF-8 bytes of a text. */
export function encodeText(text: string): Uint8Array {
  // Copied: a test runner's TextEncoder has a Uint8Array of its own.
  return Uint8Array.from(new TextEncoder().encode(text));
}
