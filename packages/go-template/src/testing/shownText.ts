/**
 * A text as Go's JSON shows it, where a byte that is not UTF-8 is U+FFFD.
 */
export function shownText(text: string | undefined): string | undefined {
  return text?.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
}
