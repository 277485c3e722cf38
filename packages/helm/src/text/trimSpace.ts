const SPACE =
  '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LEADING = new RegExp(`^[${SPACE}]+`);
const SPACE_CHAR = new RegExp(`[${SPACE}]`);

/** Go's `strings.TrimSpace`; unlike `String.trim` it keeps a byte order mark. */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE_CHAR.test(text[end - 1])) {
    end--;
  }
  return text.slice(0, end).replace(LEADING, '');
}
