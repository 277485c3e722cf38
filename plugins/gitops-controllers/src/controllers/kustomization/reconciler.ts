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
import type { ObjectKey, TypeMeta } from '@backstage-gitops/kube';
import type { DriftWatcher } from '../../applied/DriftWatcher';
import { AppliedObjectCaches } from './AppliedObjectCaches';
import {
  markInProgress,
  markMacMismatches,
  Reason,
  stepMessage,
} from './conditions';
import { recordHistory } from './history';
import type { KustomizationOptions } from './options';
import { intervalOf, timeoutText } from './schedule';
import type { Rivals } from './rivals/Rivals';
import { applyManifests, createResourceManager } from './steps/applyManifests';
import { Builder, Plan } from './steps/buildManifests';
import { checkHealth } from './steps/checkHealth';
import { checkSpec } from './steps/checkSpec';
import { withArchive } from './steps/withArchive';
import { finalizeKustomization } from './steps/finalizeKustomization';
import { openTarget } from './steps/openTarget';
import type { Target } from '../../target/openTarget';
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
import type { HealthWaits } from './watch/HealthWaits';

type Step = 'fetching' | 'building' | 'detecting';

/**
 * Brings one Kustomization's objects onto its cluster.
 * @see fluxcd/kustomize-controller docs/spec/v1/kustomizations.md
 */
export class KustomizationReconciler implements Reconciler<Kustomization> {
  readonly type: TypeMeta;
  readonly controllerName = 'kustomize-controller';
  readonly fieldOwner = 'gotk-kustomize-controller';
  readonly finalizer = FINALIZER;
  readonly failureReason = Reason.reconciliationFailed;
  private readonly options: KustomizationOptions;
  readonly #builder: Builder;
  constructor(
    private readonly deps: KustomizationDeps,
    private readonly watches: {
      readonly drift?: DriftWatcher;
      readonly health: HealthWaits;
      readonly rivals: Rivals;
      readonly applied: AppliedObjectCaches;
    },
  ) {
    this.type = deps.type;
    this.options = deps.options;
    this.#builder = new Builder(deps);
  }

  async reconcile(ctx: KustomizationContext): Promise<ReconcileResult> {
    const { deps, options } = this;
    const expressions = checkSpec(ctx, options);
    const source = await resolveSource(ctx, deps, options);
    await requireDependencies(ctx, source, options);
    await this.#progress(ctx, 'fetching', source);
    const plan = await this.#build(ctx, source);
    markMacMismatches(ctx, plan.macMismatches);
    const target = await openTarget(ctx, deps);
    try {
      return await recordHistory(ctx, { source, plan }, async () => {
        await this.#progress(ctx, 'detecting', source);
        const changes = await target.use(() => this.#apply(ctx, target, plan));
        await checkHealth(ctx, {
          client: target.client,
          source,
          objects: plan.objects,
          changes,
          expressions,
          options,
          waits: this.watches.health,
        });
        return this.#succeed(ctx, source);
      });
    } finally {
      await target.close();
    }
  }

  finalize(ctx: KustomizationContext): Promise<void> {
    return finalizeKustomization(ctx, this.deps);
  }

  summarize(ctx: KustomizationContext, outcome: Outcome): void {
    const revision = ctx.eventMetadata.revision ?? '';
    summarizeOutcome(ctx, outcome, {
      reason: Reason.reconciliationSucceeded,
      message: `Applied revision: ${revision}`,
    });
  }

  gone(key: ObjectKey): void {
    this.watches.applied.forget(key);
    this.watches.health.forget(key);
    this.watches.rivals.forget(key);
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
      withArchive: build => {
        const { archives } = this.deps;
        const { options } = this;
        return ctx.waitFor({ on: 'builds' }, () =>
          withArchive(ctx, { archives, source, options }, build),
        );
      },
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
    const { rivals } = this.watches;
    const changes = await applyManifests(ctx, manager, objects, {
      options: this.options,
      onDrift: drift => rivals.notice(ctx, drift),
    });
    ctx.status.inventory = { entries: inventoryOf(changes) };
    rivals.report(ctx);
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
