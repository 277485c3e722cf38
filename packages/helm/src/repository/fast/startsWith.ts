/** Whether a text of ASCII is at an offset. */
export function startsWith(
  bytes: Uint8Array,
  text: string,
  at: number,
): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
