import { FINALIZER, PROGRESSING } from '@backstage-gitops/kube';
import type {
  ObjectKey,
  Outcome,
  Reconciler,
  ReconcileResult,
  TypeMeta,
} from '@backstage-gitops/kube';
import type { HealthExpressions } from '../../target/healthExpressions';
import { clearReason, Reason } from './conditions';
import { finalizeHelmRelease } from './finalizeHelmRelease';
import { openReleaseTarget } from './openReleaseTarget';
import { ReleaseProcess } from './ReleaseProcess';
import type { ReleaseParts } from './ReleaseProcess';
import { ReleaseClaims } from './release/ReleaseClaims';
import { changedTarget } from './releaseTarget';
import { requeue } from './requeue';
import { checkSpec } from './steps/checkSpec';
import { summarizeRun } from './summarizeRun';
import type { HelmRelease, HelmReleaseContext, HelmReleaseDeps } from './types';

/**
 * Keeps one Helm release as its HelmRelease asks for.
 * @see fluxcd/helm-controller docs/spec/v2/helmreleases.md
 */
export class HelmReleaseReconciler implements Reconciler<HelmRelease> {
  readonly type: TypeMeta;
  readonly controllerName = 'helm-controller';
  readonly fieldOwner = 'helm-controller';
  readonly finalizer = FINALIZER;
  readonly failureReason = Reason.reconcileError;
  readonly #claims = new ReleaseClaims();

  constructor(
    private readonly deps: HelmReleaseDeps,
    private readonly parts: ReleaseParts & { forget(key: ObjectKey): void },
  ) {
    this.type = deps.type;
  }

  async reconcile(ctx: HelmReleaseContext): Promise<ReconcileResult> {
    const { deps } = this;
    const { steps } = this.parts;
    const health = checkSpec(ctx);
    await steps.reconcileChartTemplate(ctx, deps);
    await ctx.progress(PROGRESSING, 'Fulfilling prerequisites');
    await steps.requireDependencies(ctx, deps);
    clearReason(ctx, 'DependencyNotReady');
    const source = await steps.resolveSource(ctx, deps);
    clearReason(ctx, 'AccessDenied', 'ArtifactFailed', 'SourceNotReady');
    const values = await steps.composeValues(ctx, deps);
    clearReason(ctx, 'ValuesError');
    const chart = await steps.resolveChart(ctx, deps, source);
    clearReason(ctx, 'ArtifactFailed');
    return this.#withRelease(ctx, health, async release => {
      clearReason(ctx, Reason.restClientError);
      const change = changedTarget(ctx, chart.name);
      if (!change) return release.run(chart, values);
      await release.abandon();
      throw requeue(`the ${change} of the release has changed`);
    });
  }

  finalize(ctx: HelmReleaseContext): Promise<void> {
    return this.#claims.use(ctx, () =>
      finalizeHelmRelease(ctx, this.deps, this.parts),
    );
  }

  summarize(ctx: HelmReleaseContext, outcome: Outcome): void {
    summarizeRun(ctx, outcome);
  }

  suspended({ object, status }: HelmReleaseContext): void {
    status.observedGeneration = object.metadata.generation;
  }

  gone(key: ObjectKey): void {
    this.#claims.forget(key);
    this.parts.forget(key);
  }

  async #withRelease<R>(
    ctx: HelmReleaseContext,
    health: HealthExpressions,
    work: (release: ReleaseProcess) => Promise<R>,
  ): Promise<R> {
    const { deps, parts } = this;
    const target = await openReleaseTarget(ctx, deps);
    try {
      const scope = { ctx, deps, target, health };
      return await this.#claims.use(ctx, () =>
        work(new ReleaseProcess(scope, parts)),
      );
    } finally {
      await target.close();
    }
  }
}
