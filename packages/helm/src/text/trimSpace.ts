const SPACES = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);

/** Go's `strings.TrimSpace`; unlike `String.trim` it keeps a byte order mark. */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && SPACES.has(text[end - 1])) {
    end -= 1;
  }
  return trimSpaceStart(text.slice(0, end));
}

/** The same at the start alone, as `strings.TrimLeftFunc` with `unicode.IsSpace`. */
export function trimSpaceStart(text: string): string {
  let start = 0;
  while (start < text.length && SPACES.has(text[start])) {
    start += 1;
  }
  return text.slice(start);
}
