import { CommitTree } from '@backstage-gitops/git';
import type {
  Commit,
  CommitEntry,
  CommitTreeOptions,
} from '@backstage-gitops/git';
import {
  IGNORE_FILE,
  readPatterns,
  sourceRules,
} from '@backstage-gitops/sourceignore';
import type { IgnoreRules, Pattern } from '@backstage-gitops/sourceignore';
import { decodeName } from '@backstage-gitops/tar';
import { ArchiveFile } from './ArchiveFile';

/** Which commit to archive. Plain data, for a worker. */
interface ArchiveCommitRequest extends Omit<CommitTreeOptions, 'links'> {
  /** File to write; must not exist. */
  readonly file: string;
  /** `spec.ignore`. */
  readonly ignore?: string;
}

/** The patterns of the tree: of each directory first, then of those in it. */
async function loadPatterns(tree: CommitTree): Promise<Pattern[]> {
  const byDirectory = new Map<string, Pattern[]>([['', []]]);
  for await (const entry of tree.entries()) {
    const names = entry.path.split('/');
    if (entry.kind === 'directory') {
      byDirectory.set(entry.path, []);
    } else if (entry.kind === 'file' && names.pop() === IGNORE_FILE) {
      const text = decodeName(await tree.read(entry));
      byDirectory.set(names.join('/'), readPatterns(text, names));
    }
  }
  return [...byDirectory.values()].flat();
}

async function addEntry(
  archive: ArchiveFile,
  tree: CommitTree,
  entry: CommitEntry,
  rules: IgnoreRules,
): Promise<void> {
  const { isExecutable, sizeBytes } = entry;
  const path = entry.path.split('/');
  const kind = entry.kind === 'file' ? 'file' : 'directory';
  if (rules.isIgnored(path, kind === 'directory')) return;
  await archive.start({ path, kind, isExecutable, sizeBytes });
  if (sizeBytes > 0) {
    await tree.readPieces(entry, piece => archive.write(piece));
    await archive.end(sizeBytes);
  }
}

async function addAll(
  archive: ArchiveFile,
  tree: CommitTree,
  rules: IgnoreRules,
): Promise<void> {
  if (!rules.isIgnored([], true)) {
    const path: string[] = [];
    const root = { path, isExecutable: false, sizeBytes: 0 } as const;
    await archive.start({ ...root, kind: 'directory' });
  }
  for await (const entry of tree.entries()) {
    await addEntry(archive, tree, entry, rules);
  }
}

/**
 * Archives a commit straight from what `GitRemote.fetch` has left, byte for
 * byte as `checkoutCommit` and `archiveDirectory` would, but without the tree
 * on disk: a file system takes longer for small files than all the rest.
 * @throws GitError - `commit-not-found`, `unsafe-path`, `path-not-found`,
 *   `limit`, `protocol`
 */
export async function archiveCommit({
  file,
  ignore = '',
  ...options
}: ArchiveCommitRequest): Promise<Commit> {
  const tree = await CommitTree.open(options);
  try {
    const patterns = await loadPatterns(tree);
    const rules = sourceRules([...patterns, ...readPatterns(ignore)]);
    const archive = new ArchiveFile(file);
    try {
      await addAll(archive, tree, rules);
    } catch (error) {
      archive.destroy(error as Error);
      throw error;
    }
    await archive.finish();
    return tree.commit;
  } finally {
    tree.close();
  }
}
