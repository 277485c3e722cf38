import { YamlNode } from './node';
import { EmitOptions, ParseOptions } from './options';
import { Composer } from './read/composer';
import { Emitter } from './write/emitter';

/**
 * Reads all documents of a YAML text as nodes of kind `document`, with their
 * comments and styles. An empty text has no documents.
 * @param input - text, or bytes in UTF-8 (or UTF-16 with a byte order mark)
 * @throws YamlError - worded as yaml.v3 words it, e.g. `yaml: line 3: mapping values are not allowed in this context`
 */
export function parseDocuments(
  input: string | Uint8Array,
  options: ParseOptions = {},
): YamlNode[] {
  const composer = new Composer(input, options);
  const documents: YamlNode[] = [];
  for (;;) {
    const document = composer.nextDocument();
    if (!document) {
      return documents;
    }
    documents.push(document);
  }
}

/**
 * Reads the first document only; what follows it need not even be YAML.
 * @returns undefined for a text without a document
 * @throws YamlError - as parseDocuments
 */
export function parseDocument(
  input: string | Uint8Array,
  options: ParseOptions = {},
): YamlNode | undefined {
  return new Composer(input, options).nextDocument();
}

/**
 * Writes nodes as yaml.v3's encoder does: documents are separated by `---`.
 * @param nodes - documents, or other nodes, each of which is one document
 * @throws YamlError - `TYPE`: an anchor or document that cannot be written
 */
export function emitDocuments(
  nodes: readonly YamlNode[],
  options: EmitOptions = {},
): string {
  const emitter = new Emitter(options);
  nodes.forEach(node => emitter.writeDocument(node));
  return emitter.text;
}
