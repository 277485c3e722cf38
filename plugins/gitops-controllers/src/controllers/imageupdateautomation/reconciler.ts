import {
  equalJson,
  FINALIZER,
  findCondition,
  formatTime,
  parseDuration,
  READY,
  StalledError,
  summarizeOutcome,
} from '@backstage-gitops/kube';
import type {
  Outcome,
  Reconciler,
  ReconcileResult,
} from '@backstage-gitops/kube';
import {
  apiVersionOf,
  imageUpdateAutomationKind,
} from '@backstage-gitops/plugin-gitops-common';
import { hostOf, reportStart } from '../../sources';
import { describePush } from './describePush';
import { Reason } from './reasons';
import type { PolicyImage } from './setters';
import { findRevision } from './steps/findRevision';
import { observe, readPolicies } from './steps/readPolicies';
import { resolveSource } from './steps/resolveSource';
import type { AutomationSource } from './steps/resolveSource';
import { refspecsOf, updateSource } from './steps/updateSource';
import type { SourceUpdate } from './steps/updateSource';
import type {
  ImageUpdateAutomation,
  ImageUpdateAutomationContext,
  ImageUpdateAutomationDeps,
} from './types';

const READY_MESSAGE = 'repository up-to-date';
const UNCHANGED_MESSAGE = 'no change since last reconciliation';

/** @throws StalledError - InvalidUpdateStrategy */
function requireStrategy({ object }: ImageUpdateAutomationContext): void {
  const { update } = object.spec;
  const { strategy = 'Setters' } = update ?? {};
  if (update && strategy === 'Setters') return;
  throw new StalledError(
    Reason.invalidUpdateStrategy,
    update ? `unsupported update strategy: ${strategy}` : 'no update strategy',
  );
}

/** Tells of a push and of a recovery; else of a run that changed nothing. */
function emit(
  ctx: ImageUpdateAutomationContext,
  message: string,
  isNews: boolean,
): void {
  const { conditions } = ctx.object.status ?? {};
  const wasReady = findCondition(conditions, READY)?.status === 'True';
  ctx.event({
    type: 'Normal',
    trace: wasReady && !isNews,
    reason: Reason.succeeded,
    message,
  });
}

/**
 * Commits the images that policies have chosen to a Git repository.
 * @see Flux: image-automation-controller, docs/spec/v1/imageupdateautomations.md
 */
export class ImageUpdateAutomationReconciler
  implements Reconciler<ImageUpdateAutomation>
{
  readonly type = {
    apiVersion: apiVersionOf(imageUpdateAutomationKind),
    kind: imageUpdateAutomationKind.kind,
  };
  readonly controllerName = 'image-automation-controller';
  readonly fieldOwner = 'image-automation-controller';
  readonly finalizer = FINALIZER;

  constructor(private readonly deps: ImageUpdateAutomationDeps) {}

  async reconcile(ctx: ImageUpdateAutomationContext): Promise<ReconcileResult> {
    ctx.status.lastAutomationRunTime = formatTime(ctx.startedAt);
    await reportStart(ctx);
    const images = await readPolicies(ctx);
    const source = await resolveSource(ctx, this.deps);
    await ctx.waitFor({ on: hostOf(source.remote.url) }, () =>
      this.#update(ctx, source, images),
    );
    const interval = parseDuration(ctx.object.spec.interval);
    return { requeueAfterMs: interval, exact: true };
  }

  summarize(ctx: ImageUpdateAutomationContext, outcome: Outcome): void {
    summarizeOutcome(ctx, outcome, {
      reason: Reason.succeeded,
      message: READY_MESSAGE,
    });
  }

  /** What was pushed stays. */
  async finalize(): Promise<void> {}

  async #update(
    ctx: ImageUpdateAutomationContext,
    source: AutomationSource,
    images: readonly PolicyImage[],
  ): Promise<void> {
    const { status } = ctx;
    const revision = await findRevision(ctx, source);
    const isCurrent =
      !source.isSwitched &&
      !source.git.push?.refspec &&
      equalJson(status.observedPolicies ?? {}, observe(images)) &&
      status.observedSourceRevision === revision;
    if (isCurrent) {
      emit(ctx, this.#unchangedMessage(ctx), false);
      return;
    }
    requireStrategy(ctx);
    const update = await updateSource(ctx, this.deps, source, images);
    this.#record(ctx, source, { images, update, revision });
    const { pushed } = update;
    const message = pushed
      ? describePush(pushed, source.push, refspecsOf(source))
      : READY_MESSAGE;
    emit(ctx, message, pushed !== undefined);
  }

  /** After a failure it is the recovery that is told. */
  #unchangedMessage({ object }: ImageUpdateAutomationContext): string {
    const ready = findCondition(object.status?.conditions, READY);
    return ready?.status === 'True' ? UNCHANGED_MESSAGE : READY_MESSAGE;
  }

  #record(
    { status, clock }: ImageUpdateAutomationContext,
    { push, isSwitched }: AutomationSource,
    run: {
      readonly images: readonly PolicyImage[];
      readonly update: SourceUpdate;
      readonly revision: string;
    },
  ): void {
    const { images, update, revision } = run;
    const { pushed } = update;
    status.observedPolicies = observe(images);
    status.observedSourceRevision =
      pushed && !isSwitched ? `${push}@sha1:${pushed.hash}` : revision;
    if (pushed) {
      status.lastPushCommit = pushed.hash;
      status.lastPushTime = formatTime(clock.now());
    }
  }
}
