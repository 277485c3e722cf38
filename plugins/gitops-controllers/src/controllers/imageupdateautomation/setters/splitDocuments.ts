/** A part of a file that holds one document. */
interface DocumentPart {
  readonly text: string;
  /** Where it begins in the text of the file. */
  readonly offset: number;
}

const SEPARATOR = /\r?\n---([^\n]*)\n/g;

/**
 * The documents of a file, parted at its `---` lines, so that comments above a
 * `---` are not taken for those of the document after it.
 * @returns undefined when there is more than a comment behind a `---`
 * @see kustomize kyaml, kio.ByteReader
 */
export function splitDocuments(text: string): DocumentPart[] | undefined {
  const parts: DocumentPart[] = [];
  let offset = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    const behind = match[1].trim();
    if (behind !== '' && !behind.startsWith('#')) return undefined;
    const end = match.index + match[0].indexOf('\n') + 1;
    parts.push({ text: text.slice(offset, Math.max(end, offset)), offset });
    offset = match.index + match[0].length;
  }
  parts.push({ text: text.slice(offset), offset });
  return parts;
}
