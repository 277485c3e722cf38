/**
 * Characters that no text for people needs: control characters beside newline
 * and tab, those that set or hide the direction of what follows, invisible
 * ones, separators of lines that editors don't show, and halves of surrogate
 * pairs. The joiners U+200C and U+200D stay: scripts and emoji need them.
 * @see Unicode, UAX #9 (Bidi_Control)
 */
const UNPRINTABLE =
  /(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}\u00ad\u180e\u200b\u2028\u2029\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** What {@link toPrintable} puts in place of a character. */
const REPLACEMENT = '\ufffd';

/** Whether a text holds only what its reader can see, newlines and tabs. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/** The text with a visible sign in place of each character that is not printable. */
export function toPrintable(text: string): string {
  return isPrintable(text)
    ? text
    : text.replace(/\r\n/g, '\n').replace(ALL_UNPRINTABLE, REPLACEMENT);
}
