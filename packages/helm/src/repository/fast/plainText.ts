/** Words that YAML 1.1 takes for flags or null; in lower, upper and title case. */
const WORDS: ReadonlySet<string> = new Set(
  ['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'].flatMap(
    word => [word, word.toUpperCase(), word[0].toUpperCase() + word.slice(1)],
  ),
);
const LONGEST_WORD = 5;

const LETTER_FIRST = /^[A-Za-z/]/;
/** Most texts: a letter first, ASCII, no `#`, and no blank behind a `:`. */
const COMMON = /^[A-Za-z/](?:[ !"$-9;-~]|:(?=[^ ]))*$/;
/** What else may stand first in a text without quotes. */
const OTHER_FIRST = /^(?:[0-9_(^$\\.+\u00a1-\ud7ff]|-[^ ])/;
/** A character that neither numbers nor times have. */
const NO_NUMBER = /[^0-9a-fA-F+\-._:xXoOtTzZ iInN]/;
/** Three numbers, as versions have them. */
const THREE_NUMBERS = /^\d+\.\d+\.\d+/;
/** A range such as `1.x` or `18.x.x`. */
const WILDCARD = /^\d+\.(?:\d+\.)?[xX](?:\.[xX])?$/;
/** A digest in hexadecimal that can't be a number with exponent or in base 2. */
const DIGEST = /^(?=.*[acdf])[0-9a-f]{64}$/;
/** What ends a text without quotes, or must not be in it. */
const ENDS = /: |:$| #|\t/;
/** Characters that are breaks or refused in YAML, or not printed. */
const SPECIAL =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Whether a text without quotes, its lines joined, is a text to YAML 1.1 for
 * certain: no number, flag, time or null, and nothing that would end it.
 */
export function isPlainText(text: string): boolean {
  const isWord = text.length <= LONGEST_WORD && WORDS.has(text);
  if (COMMON.test(text)) return !isWord;
  if (ENDS.test(text) || SPECIAL.test(text)) return false;
  if (LETTER_FIRST.test(text)) return !isWord;
  if (!OTHER_FIRST.test(text)) return false;
  return (
    THREE_NUMBERS.test(text) ||
    NO_NUMBER.test(text) ||
    WILDCARD.test(text) ||
    DIGEST.test(text)
  );
}

/** Whether a text has none of the characters that YAML treats specially. */
export function hasSpecial(text: string): boolean {
  return SPECIAL.test(text);
}
