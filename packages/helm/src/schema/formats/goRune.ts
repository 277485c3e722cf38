import { goQuote } from '../../text/goQuote';

/** A character as Go's `%q` prints a rune. */
export function goRune(char: string): string {
  if (char === "'") {
    return "'\\''";
  }
  return char === '"' ? `'"'` : `'${goQuote(char).slice(1, -1)}'`;
}
