const CHUNK = 0x8000;

/** Standard base64 with padding. */
export function base64Encode(data: Uint8Array): string {
  let binary = '';
  for (let offset = 0; offset < data.length; offset += CHUNK) {
    binary += String.fromCharCode(...data.subarray(offset, offset + CHUNK));
  }
  return btoa(binary);
}
