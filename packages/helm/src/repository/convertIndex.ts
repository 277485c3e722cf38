import type { RepositoryIndex } from './chartVersion';
import { blockVersions, openIndex } from './fast/openIndex';
import type { IndexBlock } from './fast/splitIndex';
import { UnknownFormError } from './fast/UnknownFormError';
import { writeVersion } from './fast/writeVersion';
import { formatIndex } from './formatIndex';
import { readIndex } from './readIndex';

const NO_ENTRIES = '\n  "entries": {}';
const ENTRY_BREAK = '\n    ';
const VERSION_BREAK = '\n      ';

/**
 * The JSON form of an index.yaml, as `formatIndex(readIndex(text))` gives it,
 * in pieces. An index as Helm writes it is read chart by chart, so that little
 * more than its bytes is in memory; another one as a whole.
 * @param bytes - as downloaded
 * @param write - takes the pieces in order
 * @param restart - forgets the pieces so far: the index is written in a way
 *   that shows late that it must be read as a whole
 * @throws HelmError - INDEX: Helm refuses it
 */
export function convertIndex(
  bytes: Uint8Array,
  write: (piece: string) => void,
  restart: () => void,
): void {
  try {
    writePieces(bytes, write);
  } catch (error) {
    if (!(error instanceof UnknownFormError)) throw error;
    restart();
    write(formatIndex(readIndex(new TextDecoder().decode(bytes))));
  }
}

/** @throws UnknownFormError */
function writePieces(bytes: Uint8Array, write: (piece: string) => void): void {
  const { head, blocks } = openIndex(bytes);
  const [before, after] = splitHead(head);
  write(before);
  write('\n  "entries": ');
  let separator = '{';
  for (const block of blocks) {
    write(`${separator}${ENTRY_BREAK}"${block.name}": `);
    write(versionsText(bytes, block));
    separator = ',';
  }
  write(`\n  }${after}`);
}

/** The JSON of what is not an entry, before and behind the entries. */
function splitHead(head: RepositoryIndex): [before: string, after: string] {
  const text = formatIndex(head);
  const at = text.indexOf(NO_ENTRIES);
  if (at < 0) throw new UnknownFormError('an index');
  return [text.slice(0, at), text.slice(at + NO_ENTRIES.length)];
}

function versionsText(bytes: Uint8Array, block: IndexBlock): string {
  const versions = blockVersions(bytes, block);
  if (!versions) return 'null';
  if (versions.length === 0) return '[]';
  const items = versions.map(version => writeVersion(version, VERSION_BREAK));
  return `[${VERSION_BREAK}${items.join(`,${VERSION_BREAK}`)}${ENTRY_BREAK}]`;
}
