import { FINALIZER } from '@backstage-gitops/kube';
import type {
  Outcome,
  Reconciler,
  ReconcileResult,
  TypeMeta,
} from '@backstage-gitops/kube';
import type { ArtifactStore } from '../artifacts';
import { checkStorage, removeStorage } from './checkStorage';
import { emitStored, emitUnchanged, markStored } from './emitOutcome';
import { reportOutdated, reportStart } from './reportProgress';
import type { Outdated, SourceKind, Upstream } from './SourceKind';
import { intervalOf } from './SourceObject';
import type { SourceContext, SourceObject } from './SourceObject';
import { linkArtifact, storeContent, toStorageFailure } from './storeContent';
import {
  clearFetchFailures,
  summarizeSource,
  summarizeSuspended,
} from './summarizeSource';

const STORE_FAILURE = 'unable to archive artifact to storage';

function isOutdated<U extends Upstream>(upstream: U): upstream is Outdated<U> {
  return !upstream.isCurrent;
}

/**
 * Keeps the artifact of a source: checks the stored one, looks upstream, and
 * stores a new one when upstream or the spec has changed.
 * @see Flux: source-controller, docs/spec/v1, "Artifact" and "Conditions" of each kind
 */
export class SourceReconciler<T extends SourceObject, U extends Upstream>
  implements Reconciler<T>
{
  readonly type: TypeMeta;
  readonly controllerName = 'source-controller';
  readonly fieldOwner = 'source-controller';
  readonly finalizer = FINALIZER;

  constructor(
    private readonly kind: SourceKind<T, U>,
    private readonly store: ArtifactStore,
  ) {
    this.type = kind.type;
  }

  async reconcile(ctx: SourceContext<T>): Promise<ReconcileResult> {
    const { kind, store } = this;
    await reportStart(ctx);
    await checkStorage(ctx, store);
    await this.work(async workDirectory => {
      const upstream = await ctx.waitFor({ on: kind.hostOf(ctx.object) }, () =>
        kind.fetch(ctx, workDirectory),
      );
      if (isOutdated(upstream)) {
        await this.storeArtifact(ctx, upstream, workDirectory);
      } else {
        const { revision } = upstream;
        emitUnchanged(ctx, revision, kind.describeUnchanged?.(ctx, upstream));
      }
      const reason = kind.reasonOf?.(upstream);
      markStored(ctx, kind.describeStored(ctx, upstream), reason);
      const message = kind.describeNewArtifact(ctx, upstream);
      emitStored(ctx, upstream.revision, { message, reason });
    });
    return { requeueAfterMs: intervalOf(ctx.object) };
  }

  private async work(run: (workDirectory: string) => Promise<void>) {
    try {
      await this.store.workArea.use(run);
    } catch (error) {
      throw toStorageFailure(error);
    }
  }

  private async storeArtifact(
    ctx: SourceContext<T>,
    upstream: Outdated<U>,
    workDirectory: string,
  ): Promise<void> {
    const { kind, store } = this;
    const { revision } = upstream;
    const isStored =
      kind.isStored?.(ctx, upstream) ??
      ctx.status.artifact?.revision === revision;
    if (!isStored) {
      const message = kind.describeNewRevision(upstream);
      await reportOutdated(ctx, message, kind.newRevisionReason);
    }
    const content = await kind.makeContent(ctx, upstream, workDirectory);
    clearFetchFailures(ctx.conditions);
    const failureMessage = kind.storeFailureMessage ?? STORE_FAILURE;
    await storeContent(ctx, store, { content, revision, failureMessage });
    if (kind.linkName) await linkArtifact(ctx, store, kind.linkName);
    await kind.recordContent?.(ctx, upstream);
  }

  async finalize(ctx: SourceContext<T>): Promise<void> {
    await removeStorage(ctx, this.store);
  }

  summarize(ctx: SourceContext<T>, outcome: Outcome): void {
    summarizeSource(ctx, outcome);
  }

  suspended(ctx: SourceContext<T>): void {
    summarizeSuspended(ctx);
  }

  isStatic(object: T): boolean {
    return this.kind.isStatic?.(object) ?? false;
  }
}
