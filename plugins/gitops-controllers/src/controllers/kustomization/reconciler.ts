import {
  Change,
  FINALIZER,
  formatDuration,
  Outcome,
  PROGRESSING,
  ReconcileResult,
  Reconciler,
  summarizeOutcome,
} from '@backstage-gitops/kube';
import type { ObjectKey } from '@backstage-gitops/kube';
import { AppliedObjectCaches } from './AppliedObjectCaches';
import {
  markInProgress,
  markMacMismatches,
  Reason,
  stepMessage,
} from './conditions';
import { recordRun } from './history';
import type { KustomizationOptions } from './options';
import { intervalOf, timeoutText } from './schedule';
import { applyManifests, createResourceManager } from './steps/applyManifests';
import { Builder, Plan } from './steps/buildManifests';
import { checkHealth } from './steps/checkHealth';
import { checkSpec } from './steps/checkSpec';
import { fetchArchive } from './steps/fetchArchive';
import { finalizeKustomization } from './steps/finalizeKustomization';
import { openTarget, Target } from './steps/openTarget';
import { inventoryOf, pruneStale } from './steps/pruneStale';
import { requireDependencies } from './steps/requireDependencies';
import { resolveKeys } from './steps/resolveKeys';
import { resolveSource } from './steps/resolveSource';
import { resolveVariables } from './steps/resolveVariables';
import type {
  Kustomization,
  KustomizationContext,
  KustomizationDeps,
  ResolvedSource,
} from './types';
import type { DriftWatcher } from './watch/DriftWatcher';
import type { SourceWatcher } from './watch/SourceWatcher';

type Step = 'fetching' | 'building' | 'detecting';

/**
 * Brings one Kustomization's objects onto its cluster.
 * @see fluxcd/kustomize-controller docs/spec/v1/kustomizations.md
 */
export class KustomizationReconciler implements Reconciler<Kustomization> {
  readonly type = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
  };
  readonly controllerName = 'kustomize-controller';
  readonly fieldOwner = 'gotk-kustomize-controller';
  readonly finalizer = FINALIZER;
  readonly failureReason = Reason.reconciliationFailed;
  readonly #builder: Builder;
  /** Digest of what the run built: runs without one leave no history. */
  readonly #built = new WeakMap<
    KustomizationContext,
    { digest: string; source: ResolvedSource }
  >();

  constructor(
    private readonly deps: KustomizationDeps,
    private readonly options: KustomizationOptions,
    private readonly watches: {
      readonly drift?: DriftWatcher;
      readonly sources: SourceWatcher;
      readonly applied: AppliedObjectCaches;
    },
  ) {
    this.#builder = new Builder(deps.workers, options);
  }

  async reconcile(ctx: KustomizationContext): Promise<ReconcileResult> {
    const { deps, options } = this;
    const expressions = checkSpec(ctx, options);
    const source = await resolveSource(ctx, deps, options);
    await requireDependencies(ctx, source, options);
    await this.#progress(ctx, 'fetching', source);
    const plan = await this.#build(ctx, source);
    markMacMismatches(ctx, plan.macMismatches);
    const target = await openTarget(ctx, options);
    try {
      await this.#progress(ctx, 'detecting', source);
      this.#built.set(ctx, { digest: plan.digest, source });
      const changes = await this.#apply(ctx, target, plan);
      const { client } = target;
      const { objects } = plan;
      const isOutdated = () => this.watches.sources.isOutdated(source);
      await checkHealth(ctx, {
        ...{ client, source, objects, changes, expressions, options },
        isOutdated,
      });
      return this.#succeed(ctx, source);
    } finally {
      await target.close();
    }
  }

  finalize(ctx: KustomizationContext): Promise<void> {
    return finalizeKustomization(ctx, this.options);
  }

  summarize(ctx: KustomizationContext, outcome: Outcome): void {
    const revision = ctx.eventMetadata.revision ?? '';
    summarizeOutcome(ctx, outcome, {
      reason: Reason.reconciliationSucceeded,
      message: `Applied revision: ${revision}`,
    });
    const built = this.#built.get(ctx);
    if (!built) return;
    ctx.status.history = recordRun(ctx.status.history, {
      digest: built.digest,
      status:
        outcome.kind === 'success'
          ? Reason.reconciliationSucceeded
          : outcome.error.reason,
      revision,
      originRevision: built.source.originRevision,
      durationMs: ctx.clock.now() - ctx.startedAt,
      now: ctx.clock.now(),
    });
  }

  gone(key: ObjectKey): void {
    this.watches.applied.forget(key);
  }

  async #progress(
    ctx: KustomizationContext,
    step: Step,
    source: ResolvedSource,
  ): Promise<void> {
    markInProgress(ctx);
    const timeout = timeoutText(ctx.object);
    await ctx.progress(
      PROGRESSING,
      stepMessage(step, source.revision, timeout),
    );
  }

  async #build(
    ctx: KustomizationContext,
    source: ResolvedSource,
  ): Promise<Plan> {
    const onPathFound = async () => {
      ctx.status.lastAttemptedRevision = source.revision;
      await this.#progress(ctx, 'building', source);
    };
    return this.#builder.build(ctx, {
      source,
      substitution: await resolveVariables(ctx, this.options),
      keys: await resolveKeys(ctx).catch(async error => {
        await onPathFound();
        throw error;
      }),
      fetch: () => fetchArchive(ctx, this.deps.artifacts, source, this.options),
      onPathFound,
    });
  }

  async #apply(
    ctx: KustomizationContext,
    target: Target,
    plan: Plan,
  ): Promise<Change[]> {
    const before = ctx.object.status?.inventory?.entries;
    const applied = target.isRemote
      ? undefined
      : this.watches.applied.of(ctx.key);
    const manager = createResourceManager(target.client, this.options, applied);
    const { objects } = plan;
    const changes = await applyManifests(ctx, manager, objects, this.options);
    ctx.status.inventory = { entries: inventoryOf(changes) };
    if (!target.isRemote) {
      this.watches.drift?.watch(changes.map(change => change.ref));
    }
    await pruneStale(ctx, manager, before, changes);
    return changes;
  }

  #succeed(ctx: KustomizationContext, source: ResolvedSource): ReconcileResult {
    ctx.status.lastAppliedRevision = source.revision;
    ctx.status.lastAppliedOriginRevision = source.originRevision;
    const interval = intervalOf(ctx.object);
    const took = formatDuration(ctx.clock.now() - ctx.startedAt);
    ctx.event({
      type: 'Normal',
      reason: Reason.reconciliationSucceeded,
      message: `Reconciliation finished in ${took}, next run in ${formatDuration(
        interval,
      )}`,
      metadata: { commit_status: 'update' },
    });
    return { requeueAfterMs: interval };
  }
}
