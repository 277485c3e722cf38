/** A forge that knows a draft by the first word of its title. */
interface DraftWords {
  /** What a title is given: `Draft: `. */
  readonly prefix: string;
  /** What the forge takes for it. */
  readonly pattern: RegExp;
}

/** A title without the word of a draft. */
export function plainTitle(title: string, { pattern }: DraftWords): string {
  return title.replace(pattern, '');
}

/** A title as the forge keeps it. */
export function draftTitle(
  title: string,
  isDraft: boolean,
  words: DraftWords,
): string {
  const plain = plainTitle(title, words);
  return isDraft ? `${words.prefix}${plain}` : plain;
}
