/** Characters that Go's JSON writes as `\uXXXX`, which takes six bytes. */
const LONG_ESCAPES = /[\u0000-\u0007\u000b\u000e-\u001f<>&\u2028\u2029]/g;
/** Characters that it writes with one backslash. */
const SHORT_ESCAPES = /["\\\b\f\n\r\t]/g;

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Bytes of a text in Go's JSON, quotes included. */
function textLength(text: string): number {
  let length = 2 + Buffer.byteLength(text) + countOf(text, SHORT_ESCAPES);
  for (const [escaped] of text.matchAll(LONG_ESCAPES)) {
    length += 6 - Buffer.byteLength(escaped);
  }
  return length;
}

/** Bytes of a JSON value as Go's encoder writes it: compact, `<`, `>` and `&` escaped. */
export function goJsonLength(value: unknown): number {
  if (typeof value === 'string') return textLength(value);
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value ?? null).length;
  }
  const parts = Array.isArray(value)
    ? value.map(goJsonLength)
    : Object.entries(value).map(
        ([key, field]) => textLength(key) + 1 + goJsonLength(field),
      );
  const commas = Math.max(0, parts.length - 1);
  return parts.reduce((sum, part) => sum + part, 2 + commas);
}

/** True for a key that Go's JSON writes as it is. */
export function isPlainKey(key: string): boolean {
  return textLength(key) === 2 + Buffer.byteLength(key);
}
