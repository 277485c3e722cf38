/** A text as Go's `%q` prints it: double quotes, escapes for what is not printable. */
export function goQuote(text: string): string {
  let quoted = '"';
  for (const char of text) {
    quoted += escapeChar(char);
  }
  return `${quoted}"`;
}

/** Characters as Go's `%q` prints a list of runes: `['a' '\'']`. */
export function goQuoteRunes(text: string): string {
  return `[${[...text].map(quoteRune).join(' ')}]`;
}

function quoteRune(char: string): string {
  switch (char) {
    case "'":
      return "'\\''";
    case '"':
      return `'"'`;
    default:
      return `'${escapeChar(char)}'`;
  }
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeChar(char: string): string {
  const named = NAMED_ESCAPES[char];
  if (named !== undefined) {
    return named;
  }
  if (isPrintable(char)) {
    return char;
  }
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) {
    return `\\x${hex(code, 2)}`;
  }
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(char: string): boolean {
  return char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}

/** Go's `unicode.IsSpace`. */
export function isSpace(char: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(
    char,
  );
}
