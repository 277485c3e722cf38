import {
  checkoutCommit,
  GitError,
  GitRemote,
  parseGitmodules,
  resolveSubmoduleUrl,
  type GitLimits,
  type GitReference,
  type SubmoduleEntry,
} from '@backstage-gitops/git';
import type { NetworkPolicy } from '@backstage-gitops/http';
import type { RepositoryReference } from '@backstage-gitops/kustomize';
import { lstat, mkdtemp, readFile, rm } from 'fs/promises';
import { join } from 'path';

/** Enough for any repository of manifests. */
const LIMITS: GitLimits = {
  packBytes: 256 * 1024 ** 2,
  totalBytes: 1024 ** 3,
  files: 200_000,
};

/** Submodules inside submodules are followed this far. */
const MAX_DEPTH = 10;

/** Where {@link cloneRepository} works, and until when. */
interface CloneOptions {
  /** Existing directory for temporary files. */
  readonly workDirectory: string;
  /** Existing, empty directory that becomes the root of the tree. */
  readonly directory: string;
  /** Where connections may go, those for submodules included. */
  readonly network: NetworkPolicy;
  readonly signal: AbortSignal;
}

/**
 * Writes the tree of a repository at the version that the reference asks for,
 * with its links and, unless refused, its submodules.
 * @throws GitError - no such version, no access, beyond the limits, not http or https
 */
export async function cloneRepository(
  { repository, ref, submodules }: RepositoryReference,
  options: CloneOptions,
): Promise<void> {
  if (!/^https?:\/\//.test(repository)) {
    throw new GitError(
      'unsupported',
      `only http and https repositories are fetched, not '${repository}'`,
    );
  }
  const found = await withRemote(repository, options, async remote => {
    const resolved = await resolve(remote, ref, options.signal);
    return checkout(remote, resolved, options);
  });
  if (submodules) await checkoutSubmodules(repository, found, options, 0);
}

async function withRemote<T>(
  url: string,
  { network }: CloneOptions,
  work: (remote: GitRemote) => Promise<T>,
): Promise<T> {
  const remote = new GitRemote({ url, network, limits: LIMITS });
  try {
    return await work(remote);
  } finally {
    await remote.close();
  }
}

interface Commit {
  readonly hash: string;
  readonly revision: string;
}

/** Where Git looks for a name, in its order. */
function candidates(ref: string): GitReference[] {
  if (ref === '') return [{ name: 'HEAD' }];
  if (/^[0-9a-f]{40}$/.test(ref)) return [{ commit: ref }];
  const isFull = ref === 'HEAD' || ref.startsWith('refs/');
  return isFull
    ? [{ name: ref }]
    : [{ tag: ref }, { branch: ref }, { name: `refs/${ref}` }];
}

async function resolve(
  remote: GitRemote,
  ref: string,
  signal: AbortSignal,
): Promise<Commit> {
  for (const candidate of candidates(ref)) {
    try {
      return await remote.resolve(candidate, signal);
    } catch (error) {
      const isElsewhere =
        error instanceof GitError && error.code === 'reference-not-found';
      if (!isElsewhere) throw error;
    }
  }
  throw new GitError(
    'reference-not-found',
    `couldn't find remote ref ${ref || 'HEAD'}`,
  );
}

async function checkout(
  remote: GitRemote,
  commit: Commit,
  { workDirectory, directory, signal }: CloneOptions,
): Promise<readonly SubmoduleEntry[]> {
  const transfer = await mkdtemp(join(workDirectory, 'transfer-'));
  try {
    await remote.fetch(commit, { transfer, signal });
    const { submodules } = await checkoutCommit({
      transfer,
      commit: commit.hash,
      directory,
      links: true,
      limits: LIMITS,
    });
    return submodules;
  } finally {
    await rm(transfer, { recursive: true, force: true });
  }
}

async function checkoutSubmodules(
  repository: string,
  submodules: readonly SubmoduleEntry[],
  options: CloneOptions,
  depth: number,
): Promise<void> {
  if (submodules.length === 0) return;
  if (depth >= MAX_DEPTH) {
    throw new GitError(
      'limit',
      `submodules are nested more than ${MAX_DEPTH} deep`,
    );
  }
  const urls = await readGitmodules(options.directory, submodules);
  for (const { path, hash } of submodules) {
    const address = urls.get(path);
    // Git leaves a submodule without an entry empty.
    if (address === undefined) continue;
    const url = resolveSubmoduleUrl(repository, address);
    const inner = { ...options, directory: join(options.directory, path) };
    const found = await withRemote(url, inner, remote =>
      checkout(remote, { hash, revision: hash }, inner),
    );
    await checkoutSubmodules(url, found, inner, depth + 1);
  }
}

/** The list of submodules; a link in its place is not followed. */
async function readGitmodules(
  directory: string,
  submodules: readonly SubmoduleEntry[],
): Promise<Map<string, string>> {
  const file = join(directory, '.gitmodules');
  const stats = await lstat(file).catch(() => undefined);
  return parseGitmodules(
    stats?.isFile() ? await readFile(file, 'utf8') : '',
    submodules.map(({ path }) => path),
  );
}
