import { FINALIZER, parseDuration } from '@backstage-gitops/kube';
import type {
  Outcome,
  Reconciler,
  ReconcileResult,
} from '@backstage-gitops/kube';
import {
  FETCH_FAILED,
  markProgress,
  Reason,
  SOURCE_VERIFIED,
  summarizeSource,
} from './conditions';
import { stalled } from './fail';
import { checkoutSource } from './steps/checkoutSource';
import { checkStorage, removeStorage } from './steps/checkStorage';
import { copyIncludes } from './steps/copyIncludes';
import { recordCommit } from './steps/recordCommit';
import { resolveAccess } from './steps/resolveAccess';
import { resolveIncludes } from './steps/resolveIncludes';
import { storeArtifact } from './steps/storeArtifact';
import { tellStored, tellUnchanged } from './steps/tellOutcome';
import { withWorkDirectory } from './steps/withWorkDirectory';
import type {
  GitRepository,
  GitRepositoryContext,
  GitRepositoryDeps,
} from './types';

/**
 * Keeps an archive of a Git reference: looks at the remote at each interval
 * and stores a new archive when it, or what shapes it, has changed.
 * @see Flux: source-controller, docs/spec/v1/gitrepositories.md
 */
export class GitRepositoryReconciler implements Reconciler<GitRepository> {
  readonly type = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
  };
  readonly controllerName = 'source-controller';
  readonly fieldOwner = 'source-controller';
  readonly finalizer = FINALIZER;

  constructor(private readonly deps: GitRepositoryDeps) {}

  async reconcile(ctx: GitRepositoryContext): Promise<ReconcileResult> {
    await announceRun(ctx);
    await checkStorage(ctx, this.deps);
    requireVerifiable(ctx);
    const access = await resolveAccess(ctx);
    const includes = await resolveIncludes(ctx, this.deps);
    await withWorkDirectory(async workDirectory => {
      const checkout = await checkoutSource(ctx, this.deps, {
        access,
        includes,
        workDirectory,
      });
      const { directory } = checkout;
      if (directory === undefined) {
        tellUnchanged(ctx, checkout);
      } else {
        await copyIncludes(ctx, this.deps, {
          includes,
          directory,
          workDirectory,
        });
        await recordCommit(ctx, checkout);
        await storeArtifact(ctx, this.deps, { checkout, directory, includes });
      }
      tellStored(ctx, checkout);
    });
    return { requeueAfterMs: parseDuration(ctx.object.spec.interval) };
  }

  async finalize(ctx: GitRepositoryContext): Promise<void> {
    await removeStorage(ctx, this.deps);
  }

  summarize(ctx: GitRepositoryContext, outcome: Outcome): void {
    summarizeSource(ctx, outcome);
  }

  /** A suspended source that was ready is seen as up to date, spec included. */
  suspended({ conditions, object, status }: GitRepositoryContext): void {
    const ready = conditions.get('Ready');
    if (ready?.status === 'True') {
      conditions.set('Ready', 'True', ready.reason, ready.message);
      status.observedGeneration = object.metadata.generation;
    }
  }
}

async function announceRun(ctx: GitRepositoryContext): Promise<void> {
  const { generation } = ctx.object.metadata;
  const observed = ctx.status.observedGeneration ?? 0;
  await markProgress(
    ctx,
    observed === generation
      ? 'reconciliation in progress'
      : `processing object: new generation ${observed} -> ${generation}`,
  );
}

/** Content whose signature was asked for is never stored unverified. */
function requireVerifiable(ctx: GitRepositoryContext): void {
  if (!ctx.object.spec.verify) {
    ctx.conditions.delete(SOURCE_VERIFIED);
    return;
  }
  const message =
    'signature verification is not supported yet; nothing is fetched';
  ctx.conditions.set(
    SOURCE_VERIFIED,
    'False',
    Reason.verificationError,
    message,
  );
  throw stalled(ctx, FETCH_FAILED, Reason.verificationError, message);
}
