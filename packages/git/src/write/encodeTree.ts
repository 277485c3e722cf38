import { encodeName } from '@backstage-gitops/tar';
import type { TreeEntry } from '../checkout/parseTree';

/** Mode of an entry as Git writes it. */
function modeOf({
  kind,
  isExecutable,
}: Pick<TreeEntry, 'kind' | 'isExecutable'>): string {
  switch (kind) {
    case 'tree':
      return '40000';
    case 'link':
      return '120000';
    case 'submodule':
      return '160000';
    default:
      return isExecutable ? '100755' : '100644';
  }
}

/** The order in a tree: by bytes, a directory as if its name ended in a slash. */
function sortKey({ kind, name }: TreeEntry): Buffer {
  const bytes = Buffer.from(encodeName(name));
  return kind === 'tree' ? Buffer.concat([bytes, Buffer.from('/')]) : bytes;
}

/** Entries in the order that a tree has them. */
export function sortEntries<T extends TreeEntry>(entries: readonly T[]): T[] {
  return entries
    .map(entry => ({ entry, key: sortKey(entry) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry);
}

/** A tree object: `<mode> <name>\0<20 bytes of hash>` for each entry. */
export function encodeTree(entries: readonly TreeEntry[]): Buffer {
  return Buffer.concat(
    sortEntries(entries).flatMap(entry => [
      Buffer.from(`${modeOf(entry)} `),
      Buffer.from(encodeName(entry.name)),
      Buffer.from([0]),
      Buffer.from(entry.hash, 'hex'),
    ]),
  );
}
