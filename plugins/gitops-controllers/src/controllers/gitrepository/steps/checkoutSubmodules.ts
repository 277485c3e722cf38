import {
  GitError,
  GitRemote,
  parseGitmodules,
  parseRepositoryUrl,
  resolveSubmoduleUrl,
} from '@backstage-gitops/git';
import type { SubmoduleEntry } from '@backstage-gitops/git';
import { decodeName } from '@backstage-gitops/tar';
import { mkdtemp, readFile, rm, stat } from 'fs/promises';
import { join } from 'path';
import { toFilePath } from '../../../artifacts/archive/filePath';
import type { GitRepositoryDeps } from '../types';
import type { Access } from './resolveAccess';

/** Submodules inside submodules are followed this far. */
const MAX_DEPTH = 10;
/** More would hold the event loop for too long. */
const MAX_GITMODULES_BYTES = 1024 ** 2;

/** Input of {@link checkoutSubmodules}. */
interface SubmodulesInput {
  /** Address of the repository that has the submodules. */
  readonly url: string;
  readonly access: Access;
  /** Namespace of the GitRepository. */
  readonly namespace: string | undefined;
  /** Its tree, with an empty directory for each submodule. */
  readonly directory: string;
  readonly workDirectory: string;
  readonly submodules: readonly SubmoduleEntry[];
  readonly signal: AbortSignal;
  readonly depth?: number;
}

/** Scheme, host and port. */
function serverOf(url: string): string {
  const { scheme, host, port } = parseRepositoryUrl(url);
  return `${scheme}://${host.toLowerCase()}:${port}`;
}

/**
 * What a submodule is reached with. User name, password, token and certificates
 * go only to the server that they were given for. A key of ssh goes to every
 * host that is in `known_hosts`: it is never sent, and only signs for the host
 * that has proved itself. A proxy is not for ssh, as in Flux.
 */
function accessFor(
  url: string,
  { url: base, access }: SubmodulesInput,
): Access {
  const { auth, proxy } = access;
  if (parseRepositoryUrl(url).scheme === 'ssh') {
    return auth && 'identity' in auth ? { auth } : {};
  }
  if (serverOf(url) === serverOf(base)) {
    return access;
  }
  return proxy ? { proxy } : {};
}

async function checkoutOne(
  deps: GitRepositoryDeps,
  parent: SubmodulesInput,
  { path, hash }: SubmoduleEntry,
  url: string,
): Promise<void> {
  const { workDirectory, signal } = parent;
  const access = accessFor(url, parent);
  const limits = deps.limits ? { limits: deps.limits } : {};
  const { network, sshAlgorithms } = deps;
  const { namespace } = parent;
  const remote = new GitRemote({
    ...{ url, network, sshAlgorithms, ...access, ...limits },
    decryptPrivateKey: (key, until) =>
      deps.workers.run('decryptPrivateKey', key, { namespace, signal: until }),
  });
  const transfer = await mkdtemp(join(workDirectory, 'submodule-'));
  const directory = join(parent.directory, path);
  try {
    await remote.fetch({ hash, revision: hash }, { transfer, signal });
    const { submodules } = await deps.workers.run(
      'checkout',
      { transfer, commit: hash, directory, ...limits },
      { namespace, signal },
    );
    await checkoutSubmodules(deps, {
      ...parent,
      url,
      access,
      directory,
      submodules,
      depth: (parent.depth ?? 0) + 1,
    });
  } finally {
    await remote.close();
    await rm(transfer, { recursive: true, force: true });
  }
}

/**
 * Reads `.gitmodules`; a tree without the file has no addresses.
 * @throws GitError - `limit`, `protocol`: it is no file, or can't be read
 */
async function readGitmodules({
  directory,
  submodules,
}: SubmodulesInput): Promise<Map<string, string>> {
  const file = toFilePath(join(directory, '.gitmodules'));
  try {
    const { size } = await stat(file);
    if (size > MAX_GITMODULES_BYTES) {
      throw new GitError(
        'limit',
        `.gitmodules is larger than ${MAX_GITMODULES_BYTES} bytes`,
      );
    }
    const text = decodeName(await readFile(file));
    return parseGitmodules(
      text,
      submodules.map(({ path }) => path),
    );
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return new Map();
    }
    throw new GitError(
      error instanceof GitError ? error.code : 'protocol',
      `.gitmodules can't be read: ${message}`,
      { cause: error },
    );
  }
}

/**
 * Fills the directories of submodules, at the commits that the tree names. One
 * that `.gitmodules` does not have stays empty.
 * @throws GitError - a submodule has no URL or can't be fetched
 */
export async function checkoutSubmodules(
  deps: GitRepositoryDeps,
  input: SubmodulesInput,
): Promise<void> {
  if (input.submodules.length === 0) {
    return;
  }
  if ((input.depth ?? 0) >= MAX_DEPTH) {
    throw new GitError(
      'limit',
      `submodules are nested more than ${MAX_DEPTH} deep`,
    );
  }
  const urls = await readGitmodules(input);
  for (const submodule of input.submodules) {
    const url = urls.get(submodule.path);
    if (url !== undefined) {
      const address = resolveSubmoduleUrl(input.url, url);
      await checkoutOne(deps, input, submodule, address);
    }
  }
}
