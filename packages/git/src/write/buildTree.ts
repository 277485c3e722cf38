import { TimeSlices } from '../TimeSlices';
import { encodeTree } from './encodeTree';
import { createObject } from './GitObject';
import type { GitObject } from './GitObject';
import type { DirectoryEntry, TreeDirectory } from './TreeDirectory';

/** What a changed tree adds to a repository. */
export interface BuiltTree {
  /** Hash of the root tree. */
  readonly tree: string;
  /** The trees and files that the base lacks. */
  readonly objects: readonly GitObject[];
}

/** The trees of a directory as it is now; what is new in them is given once. */
export async function buildTree(
  root: TreeDirectory,
  signal?: AbortSignal,
): Promise<BuiltTree> {
  const objects = new Map<string, GitObject>();
  const tree = await buildDirectory(root, objects, new TimeSlices(signal));
  return { tree, objects: [...objects.values()] };
}

/** Hash of a directory with what is new below it; '' when nothing is in it. */
async function buildDirectory(
  directory: TreeDirectory,
  objects: Map<string, GitObject>,
  slices: TimeSlices,
  isRoot = true,
): Promise<string> {
  if (!directory.isChanged && directory.hash !== undefined) {
    return directory.hash;
  }
  const entries: DirectoryEntry[] = [];
  for (const entry of await directory.list()) {
    await slices.next();
    const hash = entry.directory
      ? await buildDirectory(entry.directory, objects, slices, false)
      : entry.hash;
    if (hash !== '') {
      entries.push({ ...entry, hash });
    }
    if (entry.content) {
      objects.set(entry.hash, entry.content);
    }
  }
  if (entries.length === 0 && !isRoot) {
    return '';
  }
  const tree = await createObject('tree', encodeTree(entries));
  objects.set(tree.hash, tree);
  return tree.hash;
}
