import { GitError, GitRemote } from '@backstage-gitops/git';
import type { ResolvedReference } from '@backstage-gitops/git';
import { mkdir, rm } from 'fs/promises';
import { join } from 'path';
import { ARTIFACT_IN_STORAGE, remoteSignal } from '../../../sources';
import { isSameContent } from '../content';
import { isHeadReference } from '../describe';
import type {
  Artifact,
  FetchedCommit,
  GitRepositoryContext,
  GitRepositoryDeps,
  GitUpstream,
  Transfer,
} from '../types';
import { archiveTransfer } from './archiveTransfer';
import { checkoutSubmodules } from './checkoutSubmodules';
import type { Access } from './resolveAccess';
import { toFetchFailure } from './toFetchFailure';

/** Input of {@link checkoutSource}. */
interface CheckoutInput {
  readonly access: Access;
  /** Artifacts of `spec.include`. */
  readonly includes: readonly Artifact[];
  /** Existing, empty directory for temporary files and the tree. */
  readonly workDirectory: string;
}

/** A connection to the remote, and what the reference is there. */
interface ResolvedRemote {
  readonly remote: GitRemote;
  readonly resolved: ResolvedReference;
  /** Aborts at `spec.timeout`. */
  readonly signal: AbortSignal;
}

async function fetchTree(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: CheckoutInput,
  { remote, resolved, signal }: ResolvedRemote,
): Promise<FetchedCommit | Transfer> {
  const { spec } = ctx.object;
  const { access, includes, workDirectory } = input;
  const transfer = join(workDirectory, 'transfer');
  await mkdir(transfer);
  const sparse = spec.sparseCheckout?.length ? spec.sparseCheckout : undefined;
  await remote.fetch(resolved, { transfer, signal, sparse });
  if (includes.length === 0 && !spec.recurseSubmodules) {
    const { hash, revision } = resolved;
    return { hash, revision, directory: transfer, sparse };
  }
  const directory = join(workDirectory, 'tree');
  await mkdir(directory);
  const { commit, submodules } = await deps.workers.run(
    'checkout',
    {
      transfer,
      commit: resolved.hash,
      directory,
      sparse,
      ...(deps.limits ? { limits: deps.limits } : {}),
    },
    { namespace: ctx.key.namespace, signal },
  );
  await rm(transfer, { recursive: true, force: true });
  if (spec.recurseSubmodules) {
    await checkoutSubmodules(deps, {
      ...{ access, directory, workDirectory, submodules, signal },
      namespace: ctx.key.namespace,
      url: spec.url,
    });
  }
  return {
    isCurrent: false,
    revision: resolved.revision,
    hash: commit.hash,
    subject: commit.message.split('\n', 1)[0],
    author: commit.author,
    tree: { directory },
    includes,
  };
}

async function resolveAndFetch(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: CheckoutInput,
  { remote, signal }: Pick<ResolvedRemote, 'remote' | 'signal'>,
): Promise<GitUpstream | Transfer> {
  const { includes } = input;
  const { spec } = ctx.object;
  const { status } = ctx;
  const isStored =
    status.artifact !== undefined && ctx.conditions.isTrue(ARTIFACT_IN_STORAGE);
  const operation = isStored && isHeadReference(spec) ? 'list' : 'clone';
  const resolved = await remote.resolve(spec.ref, signal, operation);
  const { revision, hash } = resolved;
  const isCurrent =
    isStored &&
    status.artifact?.revision === revision &&
    isSameContent({ spec, status }, includes);
  return isCurrent
    ? { isCurrent, revision, hash, includes }
    : fetchTree(ctx, deps, input, { remote, resolved, signal });
}

/**
 * Resolves the reference at the remote and, unless the stored artifact is
 * current, fetches the tree: as an archive, where nothing is added to it.
 * @throws TransientError - FetchFailed: no connection, no such reference, or a
 *   tree that can't be written; StalledError - FetchFailed: the URL can't be used
 */
export async function checkoutSource(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: CheckoutInput,
): Promise<GitUpstream> {
  const { workDirectory } = input;
  const found = await fetchSource(ctx, deps, input);
  return 'isCurrent' in found
    ? found
    : archiveTransfer(ctx, deps, { transfer: found, workDirectory });
}

async function fetchSource(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: CheckoutInput,
): Promise<GitUpstream | Transfer> {
  const signal = remoteSignal(ctx);
  const { spec } = ctx.object;
  const { namespace } = ctx.key;
  let remote: GitRemote | undefined;
  try {
    remote = new GitRemote({
      url: spec.url,
      ...input.access,
      network: deps.network,
      sshAlgorithms: deps.sshAlgorithms,
      workDirectory: input.workDirectory,
      readCommit: (request, until) =>
        deps.workers.run('readCommit', request, { namespace, signal: until }),
      listBlobs: (request, until) =>
        deps.workers.run('listBlobs', request, { namespace, signal: until }),
      decryptPrivateKey: (key, until) =>
        deps.workers.run('decryptPrivateKey', key, {
          namespace,
          signal: until,
        }),
      ...(deps.limits ? { limits: deps.limits } : {}),
    });
    return await resolveAndFetch(ctx, deps, input, { remote, signal });
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    if (signal.aborted && (error as Error).name !== 'GitError') {
      const timeout = new GitError('timeout', 'context deadline exceeded');
      throw toFetchFailure(timeout, spec);
    }
    throw toFetchFailure(error, spec);
  } finally {
    await remote?.close();
  }
}
