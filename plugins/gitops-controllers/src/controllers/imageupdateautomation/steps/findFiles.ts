import { GitError } from '@backstage-gitops/git';
import type { FileEntry, RepositoryFiles } from '@backstage-gitops/git';
import { posix } from 'path';

/** Links that a path may lead through. */
const MAX_LINKS = 255;

/** A file that may have markers. */
interface FoundFile {
  /** In the repository. */
  readonly path: string;
  /** Below `spec.update.path`, as changes name it. */
  readonly shown: string;
}

/** Whether a file is read: by its name, as Flux chooses. */
function isManifest({ path, kind }: FileEntry): boolean {
  const base = posix.basename(path);
  return kind === 'file' && /(?:\.ya?ml|^Kustomization)$/.test(base);
}

/** The path inside the tree; `..` does not lead out of it. */
function clamp(path: string): string {
  return posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');
}

/**
 * A path with the links in it followed, none of which leads out of the tree.
 * @throws GitError - `path-not-found`: links that lead in a circle
 */
function followLinks(path: string, links: ReadonlyMap<string, string>): string {
  let current = clamp(path);
  for (let followed = 0; followed <= MAX_LINKS; followed++) {
    const parts = current.split('/');
    const at = parts.findIndex((_, index) =>
      links.has(parts.slice(0, index + 1).join('/')),
    );
    if (at < 0) return current;
    const link = parts.slice(0, at + 1).join('/');
    const target = links.get(link) ?? '';
    const base = target.startsWith('/') ? '' : parts.slice(0, at).join('/');
    current = clamp([base, target, ...parts.slice(at + 1)].join('/'));
  }
  throw new GitError('path-not-found', `too many links in ${path}`);
}

async function readLinks(
  files: RepositoryFiles,
  entries: readonly FileEntry[],
): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  for (const { path, kind } of entries) {
    if (kind === 'link') {
      links.set(path, String((await files.read(path)) ?? ''));
    }
  }
  return links;
}

async function listAll(
  files: RepositoryFiles,
  directory?: string,
): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const entry of files.list(directory)) entries.push(entry);
  return entries;
}

/**
 * The files below a path that may have markers, without links; the file itself
 * where the path is one.
 * @throws Error - there is no such path
 */
export async function findFiles(
  files: RepositoryFiles,
  path = '',
): Promise<FoundFile[]> {
  const all = await listAll(files);
  const wanted = clamp(path);
  const needsLinks = wanted !== '' && all.some(({ kind }) => kind === 'link');
  const links = needsLinks ? await readLinks(files, all) : new Map();
  const root = followLinks(wanted, links);
  const prefix = root === '' ? '' : `${root}/`;
  const inside = all.filter(
    entry => entry.path === root || entry.path.startsWith(prefix),
  );
  if (inside.length === 0 && root !== '') {
    throw new Error(
      `walking path for files: lstat ${wanted}: no such file or directory`,
    );
  }
  return inside.filter(isManifest).map(entry => ({
    path: entry.path,
    shown:
      entry.path === root
        ? posix.basename(root)
        : entry.path.slice(prefix.length),
  }));
}
