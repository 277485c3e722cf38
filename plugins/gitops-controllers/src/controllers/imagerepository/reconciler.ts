import {
  FINALIZER,
  formatDuration,
  summarizeOutcome,
  TransientError,
} from '@backstage-gitops/kube';
import type {
  Outcome,
  Reconciler,
  ReconcileResult,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  imageRepositoryKind,
} from '@backstage-gitops/plugin-gitops-common';
import type { ImageRepository } from '@backstage-gitops/plugin-gitops-common';
import {
  canonicalNameOf,
  emitSuccess,
  ImageReason,
  observeSuspended,
  parseImage,
  requireGate,
  resolveAccess,
  timeoutOf,
} from '../../images';
import { reportProgress, reportStart } from '../../sources';
import { decideScan } from './decideScan';
import type { ScanDecision } from './decideScan';
import { exclusionListOf } from './exclusionListOf';
import { scanTags } from './steps/scanTags';
import type { ImageRepositoryContext, ImageRepositoryDeps } from './types';

/** Message of Ready after a scan. */
function readyMessage({ status }: ImageRepositoryContext): string {
  const { tagCount = 0, revision = '' } = status.lastScanResult ?? {};
  return `successful scan: found ${tagCount} tags with checksum ${revision}`;
}

/** Text of the event of a run that Ready does not tell of. */
function unchangedText({ reason, nextMs }: ScanDecision): string {
  const next = `next scan in ${formatDuration(nextMs)}`;
  return reason === undefined
    ? `no change in repository configuration since last scan, ${next}`
    : `tags did not change, ${next}`;
}

/**
 * Scans the tags of an image into the database.
 * @see Flux: image-reflector-controller, docs/spec/v1/imagerepositories.md
 */
export class ImageRepositoryReconciler implements Reconciler<ImageRepository> {
  readonly type = {
    apiVersion: apiVersionOf(imageRepositoryKind),
    kind: imageRepositoryKind.kind,
  };
  readonly controllerName = 'image-reflector-controller';
  readonly fieldOwner = 'image-reflector-controller';
  readonly finalizer = FINALIZER;

  constructor(private readonly deps: ImageRepositoryDeps) {}

  async reconcile(ctx: ImageRepositoryContext): Promise<ReconcileResult> {
    const { deps } = this;
    const { object, status } = ctx;
    requireGate(object.spec, deps.gates, 'spec.serviceAccountName');
    await reportStart(ctx);
    const repository = parseImage(object.spec);
    const canonicalName = canonicalNameOf(repository);
    const decision = await ctx.waitFor(
      { on: repository.registry },
      async () => {
        const signal = AbortSignal.any([
          ctx.signal,
          AbortSignal.timeout(timeoutOf(object.spec)),
        ]);
        const reader = { object, client: ctx.client, signal };
        const access = await resolveAccess(reader, deps);
        const decided = await this.decide(ctx, canonicalName);
        if (decided.reason !== undefined) {
          const { isRecovery: isOutdated, reason } = decided;
          await reportProgress(ctx, `scanning: ${reason}`, { isOutdated });
          await scanTags(ctx, deps, { repository, access, signal });
        }
        return decided;
      },
    );
    status.canonicalImageName = canonicalName;
    status.observedExclusionList = exclusionListOf(object.spec);
    emitSuccess(ctx, readyMessage(ctx), unchangedText(decision));
    return { requeueAfterMs: decision.nextMs, exact: true };
  }

  /** @throws TransientError - Failure: the database can't be read */
  private async decide(
    { object, clock }: ImageRepositoryContext,
    canonicalName: string,
  ): Promise<ScanDecision> {
    try {
      return await decideScan({
        ...{ object, canonicalName },
        now: clock.now(),
        countTags: () => this.deps.tags.count(canonicalName),
      });
    } catch (error) {
      throw new TransientError(
        ImageReason.failure,
        `failed to determine if it's scan time: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  summarize(ctx: ImageRepositoryContext, outcome: Outcome): void {
    const message = readyMessage(ctx);
    summarizeOutcome(ctx, outcome, { reason: ImageReason.succeeded, message });
  }

  suspended(ctx: ImageRepositoryContext): void {
    observeSuspended(ctx);
  }

  /** Forgets the tags that no other ImageRepository has scanned. */
  async finalize({ object, status }: ImageRepositoryContext): Promise<void> {
    const { canonicalImageName } = status;
    if (!canonicalImageName) return;
    if (this.deps.isScannedByOthers(object, canonicalImageName)) return;
    await this.deps.tags.delete(canonicalImageName);
  }
}
