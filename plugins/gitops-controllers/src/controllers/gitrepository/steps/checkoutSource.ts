import { GitError, GitRemote } from '@backstage-gitops/git';
import type {
  CheckoutRequest,
  CheckoutResult,
  ResolvedReference,
} from '@backstage-gitops/git';
import { parseDuration } from '@backstage-gitops/kube';
import { mkdir, rm } from 'fs/promises';
import { join } from 'path';
import {
  ARTIFACT_IN_STORAGE,
  ARTIFACT_OUTDATED,
  FETCH_FAILED,
  markProgress,
  Reason,
} from '../conditions';
import { isSameContent } from '../content';
import { failed, stalled } from '../fail';
import type {
  Artifact,
  Checkout,
  GitRepositoryContext,
  GitRepositoryDeps,
} from '../types';
import { checkoutSubmodules } from './checkoutSubmodules';
import type { Access } from './resolveAccess';

const DEFAULT_TIMEOUT = '60s';

/** What {@link checkoutSource} needs to know. */
export interface CheckoutInput {
  readonly access: Access;
  readonly includes: readonly Artifact[];
  /** Existing, empty directory for temporary files and the tree. */
  readonly workDirectory: string;
}

/** The remote's state, and the tree where it had to be fetched. */
export type CheckoutOutcome = Checkout & {
  /** Undefined: the stored artifact is current, nothing was fetched. */
  readonly directory?: string;
};

/** Whether the reference is followed by looking at the remote's head alone. */
function isHeadReference({ ref = {} }: GitRepositoryContext['object']['spec']) {
  return !ref.commit && (Boolean(ref.name || ref.tag) || !ref.semver);
}

function toFailure(ctx: GitRepositoryContext, error: unknown): Error {
  if (!(error instanceof Error) || error.name !== 'GitError') {
    return error as Error;
  }
  const { code, message } = error as GitError;
  switch (code) {
    case 'empty-repository':
      return failed(
        ctx,
        FETCH_FAILED,
        Reason.emptyGitRepository,
        message,
        error,
      );
    case 'invalid-url':
      return stalled(ctx, FETCH_FAILED, Reason.urlInvalid, message);
    case 'path-not-found':
      return failed(
        ctx,
        FETCH_FAILED,
        Reason.gitOperationFailed,
        message,
        error,
      );
    default:
      return failed(
        ctx,
        FETCH_FAILED,
        Reason.gitOperationFailed,
        `failed to checkout and determine revision: ${message}`,
        error,
      );
  }
}

async function fetchTree(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: CheckoutInput & {
    readonly remote: GitRemote;
    readonly resolved: ResolvedReference;
    readonly signal: AbortSignal;
  },
): Promise<CheckoutOutcome> {
  const { spec } = ctx.object;
  const { remote, resolved, signal, workDirectory } = input;
  const transfer = join(workDirectory, 'transfer');
  const directory = join(workDirectory, 'tree');
  await mkdir(directory);
  await mkdir(transfer);
  await remote.fetch(resolved, { transfer, signal });
  const { commit, submodules } = await deps.workers.run<
    CheckoutRequest,
    CheckoutResult
  >(
    'checkout',
    {
      transfer,
      commit: resolved.hash,
      directory,
      ...(spec.sparseCheckout?.length ? { sparse: spec.sparseCheckout } : {}),
      ...(deps.limits ? { limits: deps.limits } : {}),
    },
    signal,
  );
  await rm(transfer, { recursive: true, force: true });
  if (spec.recurseSubmodules) {
    await checkoutSubmodules(deps, {
      url: spec.url,
      access: input.access,
      directory,
      workDirectory,
      submodules,
      signal,
    });
  }
  return {
    revision: resolved.revision,
    hash: commit.hash,
    subject: commit.message.split('\n', 1)[0],
    author: commit.author,
    directory,
  };
}

/** Tells that the remote has something that is not in the store. */
async function announceRevision(
  ctx: GitRepositoryContext,
  revision: string,
): Promise<void> {
  const { artifact } = ctx.status;
  if (artifact?.revision === revision) {
    return;
  }
  const message = `new upstream revision '${revision}'`;
  if (artifact) {
    ctx.conditions.set(ARTIFACT_OUTDATED, 'True', Reason.newRevision, message);
  }
  await markProgress(ctx, `building artifact: ${message}`, {
    isOutdated: true,
  });
}

/**
 * Looks at the remote and, unless the stored artifact is current, fetches the
 * tree.
 * @throws TransientError - the remote can't be reached or lacks the reference;
 *   StalledError - the address can't be used
 */
export async function checkoutSource(
  ctx: GitRepositoryContext,
  deps: GitRepositoryDeps,
  input: CheckoutInput,
): Promise<CheckoutOutcome> {
  const { spec } = ctx.object;
  const { artifact } = ctx.status;
  const timeoutMs = parseDuration(spec.timeout ?? DEFAULT_TIMEOUT);
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(timeoutMs)]);
  let remote: GitRemote | undefined;
  try {
    remote = new GitRemote({
      url: spec.url,
      ...input.access,
      ...(deps.limits ? { limits: deps.limits } : {}),
    });
    const isStored =
      artifact !== undefined && ctx.conditions.isTrue(ARTIFACT_IN_STORAGE);
    const resolved = await remote.resolve(
      spec.ref,
      signal,
      isStored && isHeadReference(spec) ? 'list' : 'clone',
    );
    const isCurrent =
      isStored &&
      artifact.revision === resolved.revision &&
      isSameContent({ spec, status: ctx.status }, input.includes);
    const outcome = isCurrent
      ? { revision: resolved.revision, hash: resolved.hash }
      : await fetchTree(ctx, deps, { ...input, remote, resolved, signal });
    ctx.conditions.delete(FETCH_FAILED);
    await announceRevision(ctx, outcome.revision);
    return outcome;
  } catch (error) {
    if (ctx.signal.aborted) {
      throw error;
    }
    if (signal.aborted && (error as Error).name !== 'GitError') {
      const timeout = new GitError('timeout', 'context deadline exceeded');
      throw toFailure(ctx, timeout);
    }
    throw toFailure(ctx, error);
  } finally {
    await remote?.close();
  }
}

/** Whether a run without a fetch is told as one that looked at the head only. */
export function isHeadOnly(ctx: GitRepositoryContext): boolean {
  return isHeadReference(ctx.object.spec);
}
