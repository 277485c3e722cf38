const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
/** Letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function quoteRune(rune: string): string {
  const known = ESCAPES[rune];
  if (known !== undefined || PRINTABLE.test(rune)) {
    return known ?? rune;
  }
  const code = rune.codePointAt(0) ?? 0;
  const hex = (width: number) => code.toString(16).padStart(width, '0');
  if (code < 0x20 || code === 0x7f) {
    return `\\x${hex(2)}`;
  }
  return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`;
}

/** Go's `%q`: strconv.Quote. */
export function quoteGo(text: string): string {
  return `"${Array.from(text, quoteRune).join('')}"`;
}

/** Whether a text takes more bytes of UTF-8 than allowed. */
export function isLongerThan(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes || text.length * 3 <= maxBytes) {
    return text.length > maxBytes;
  }
  return new TextEncoder().encode(text).length > maxBytes;
}
