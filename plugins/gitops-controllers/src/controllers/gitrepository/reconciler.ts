import { FINALIZER, parseDuration } from '@backstage-gitops/kube';
import type {
  Outcome,
  Reconciler,
  ReconcileResult,
} from '@backstage-gitops/kube';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  ARTIFACT_IN_STORAGE,
  ARTIFACT_OUTDATED,
  FETCH_FAILED,
  hasFailed,
  markProgress,
  Reason,
  SOURCE_VERIFIED,
  summarizeSource,
} from './conditions';
import { stalled } from './fail';
import { checkoutSource, isHeadOnly } from './steps/checkoutSource';
import { checkStorage, removeStorage } from './steps/checkStorage';
import { copyIncludes } from './steps/copyIncludes';
import { recordCommit } from './steps/recordCommit';
import { resolveAccess } from './steps/resolveAccess';
import { resolveIncludes } from './steps/resolveIncludes';
import { storeArtifact } from './steps/storeArtifact';
import type {
  Checkout,
  GitRepository,
  GitRepositoryContext,
  GitRepositoryDeps,
} from './types';

/** Longest first line of a commit that an event repeats. */
const MAX_SUBJECT = 50;

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
      finish(ctx, checkout);
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

async function withWorkDirectory(
  work: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'gitops-source-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function tellUnchanged(
  ctx: GitRepositoryContext,
  { revision }: Checkout,
): void {
  ctx.event({
    type: 'Normal',
    trace: true,
    ...(isHeadOnly(ctx)
      ? {
          reason: Reason.gitOperationSucceeded,
          message: `no changes since last reconciliation: observed revision '${revision}'`,
        }
      : {
          reason: Reason.artifactUpToDate,
          message: `artifact up-to-date with remote revision: '${revision}'`,
        }),
  });
}

function shorten(subject: string): string {
  return subject.length > MAX_SUBJECT
    ? `${subject.slice(0, MAX_SUBJECT)}...`
    : subject;
}

/** Sets the condition of the stored artifact and tells what is news. */
function finish(ctx: GitRepositoryContext, checkout: Checkout): void {
  const { conditions, object, status } = ctx;
  const { revision, subject } = checkout;
  conditions.delete(ARTIFACT_OUTDATED);
  conditions.set(
    ARTIFACT_IN_STORAGE,
    'True',
    Reason.succeeded,
    `stored artifact for revision '${revision}'`,
  );
  const digest = status.artifact?.digest ?? '';
  const isNew = object.status?.artifact?.digest !== digest;
  if (isNew || hasFailed(object)) {
    ctx.event({
      type: 'Normal',
      reason: isNew ? Reason.newArtifact : Reason.succeeded,
      message: `stored artifact for commit '${
        subject === undefined ? revision : shorten(subject)
      }'`,
      metadata: { revision, digest },
    });
  }
}
