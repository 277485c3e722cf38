import type { Values } from '@backstage-gitops/helm';
import { valuesDigest } from '@backstage-gitops/helm-release';
import type { Release, ReleaseStorage } from '@backstage-gitops/helm-release';
import {
  formatDuration,
  PROGRESSING_WITH_RETRY,
  READY,
  RECONCILING,
  StalledError,
  TransientError,
} from '@backstage-gitops/kube';
import type {
  KubeClient,
  ReconcileResult,
  Trigger,
} from '@backstage-gitops/kube';
import type { HealthExpressions } from '../../target/healthExpressions';
import { Reason } from './conditions';
import { decide } from './decide/decide';
import { KIND_OF } from './decide/decision';
import type { Act, Decision, Done, Pause, Stall } from './decide/decision';
import type { ActionKind, Observation } from './decide/observation';
import type { HelmActions } from './release/helmActions';
import {
  observeRelease,
  observeRollbackTarget,
  observeWritten,
} from './release/observeRelease';
import { clearFailures, clearHistory } from './release/record';
import type { StoredReleases } from './release/StoredReleases';
import { algorithmOf, textOf } from './release/run';
import type { ActionResult, ChartRun, ReleaseRun } from './release/run';
import { runAction } from './release/runAction';
import {
  commonMetadataDigest,
  postRenderersDigest,
} from './release/specDigests';
import { runUninstall } from './release/uninstall';
import { WrittenRevisions } from './release/WrittenRevisions';
import { intervalOf, releaseNameOf, storageNamespaceOf } from './releaseSpec';
import { hasChangedSinceAttempt, hasDigest } from './releaseTarget';
import { requeue } from './requeue';
import { retryAfterFailure } from './retryAfterFailure';
import { takeForceRequest, takeResetRequest } from './requests';
import {
  changeHistory,
  forgetRemediation,
  reportDrift,
  settle,
  settleInSync,
} from './settle';
import { latestOf, sortHistory } from './history';
import type {
  DriftedObject,
  HelmReleaseContext,
  HelmReleaseDeps,
  HelmReleaseSteps,
  ReleaseTarget,
  ResolvedChart,
} from './types';

/** What all runs of a controller share. */
export interface ReleaseParts {
  readonly steps: HelmReleaseSteps;
  readonly actions: HelmActions;
  readonly cache: StoredReleases;
  /**
   * Helm's storage on a cluster, in a namespace.
   * @param onStored - told of each revision that was written, with a mark that
   *   each write of its object changes
   */
  createStorage(
    client: KubeClient,
    namespace: string,
    onStored: (release: Release, mark: string) => void,
  ): ReleaseStorage;
  /** Watches that the waits of all releases of a target share. Default: none. */
  changesOf?(target: ReleaseTarget): ReleaseRun['changes'];
}

/** What one run has opened. */
interface ReleaseScope {
  readonly ctx: HelmReleaseContext;
  readonly deps: HelmReleaseDeps;
  readonly target: ReleaseTarget;
  readonly health: HealthExpressions;
}

/** Observes, decides and acts until there is nothing left to do in this run. */
export class ReleaseProcess {
  readonly #done: ActionKind[] = [];
  #isForced = false;
  #drift?: readonly DriftedObject[];
  #rollbackTarget?: Observation['rollbackTarget'];

  constructor(
    private readonly scope: ReleaseScope,
    private readonly parts: ReleaseParts,
  ) {}

  /**
   * Brings the release to chart and values.
   * @throws StalledError RetriesExceeded, MissingRollbackTarget;
   *   TransientError StateError, HealthCheckCanceled
   */
  async run(chart: ResolvedChart, values: Values): Promise<ReconcileResult> {
    const run = this.#begin(chart, values);
    for (;;) {
      const observation = await this.#observe(run);
      const decision = decide(observation);
      if (decision.kind === 'look') {
        await this.#look(run, decision.at);
        continue;
      }
      const result = await this.#follow(run, decision);
      if (result) return result;
    }
  }

  /** Uninstalls what is installed for another target, and starts over. */
  async abandon(): Promise<void> {
    const { ctx, target } = this.scope;
    const { storageNamespace = '' } = ctx.status;
    await target.use(() => runUninstall(this.#open(storageNamespace)));
    clearHistory({ ctx });
    clearFailures({ ctx });
    ctx.status.storageNamespace = undefined;
  }

  #open(storageNamespace: string): ReleaseRun {
    const { actions, steps } = this.parts;
    const { client } = this.scope.target;
    const written = new WrittenRevisions();
    const storage = this.parts.createStorage(
      client,
      storageNamespace,
      (release, mark) => {
        written.add(release, mark);
        // What is watched may not have heard of it yet.
        this.parts.cache.forget(this.scope.ctx.key);
      },
    );
    const changes = this.parts.changesOf?.(this.scope.target);
    return { ...this.scope, actions, steps, storage, written, changes };
  }

  /** Records what is attempted; a change of it sets the counters back. */
  #begin(chart: ResolvedChart, values: Values): ChartRun {
    const { ctx } = this.scope;
    const { object, status } = ctx;
    const run = this.#open(storageNamespaceOf(object));
    const algorithm = algorithmOf(run);
    const configDigest = valuesDigest(values, algorithm);
    const isReset = takeResetRequest(ctx);
    if (hasChangedSinceAttempt(ctx, chart, values) || isReset) {
      clearFailures(run);
    }
    status.storageNamespace = storageNamespaceOf(object);
    status.lastAttemptedGeneration = object.metadata.generation;
    status.lastAttemptedRevision = chart.version;
    status.lastAttemptedRevisionDigest = chart.ociDigest || undefined;
    status.lastAttemptedConfigDigest = configDigest;
    status.lastAttemptedValuesChecksum = undefined;
    status.lastReleaseRevision = undefined;
    this.#isForced = takeForceRequest(ctx);
    return {
      ...run,
      chart,
      values,
      configDigest,
      token: configDigest,
      digests: {
        postRenderers: postRenderersDigest(object.spec, algorithm),
        commonMetadata: commonMetadataDigest(object.spec, algorithm),
      },
    };
  }

  async #observe(run: ChartRun): Promise<Observation> {
    const { ctx, deps, chart, digests } = run;
    const { object, status } = ctx;
    const latest = latestOf(status.history);
    return {
      object,
      status,
      gates: deps.options.featureGates,
      stored: await this.#observeStored(run),
      desired: {
        chartName: chart.name,
        chartVersion: chart.version,
        hasSameValues:
          latest !== undefined && hasDigest(run.values, latest.configDigest),
        postRenderersDigest: digests.postRenderers,
        commonMetadataDigest: digests.commonMetadata,
      },
      drift: this.#drift,
      rollbackTarget: this.#rollbackTarget,
      isForced: this.#isForced,
      done: this.#done,
    };
  }

  async #observeStored(run: ChartRun): Promise<Observation['stored']> {
    // A remediation ends the run whatever has become of the release.
    if (this.#done.includes('remediate')) return undefined;
    // Flux puts the history in order whenever it looks for its newest entry.
    const { status } = run.ctx;
    if (status.history) status.history = sortHistory(status.history);
    try {
      const { cache } = this.parts;
      return this.#done.at(-1) === 'release'
        ? await observeWritten(run, cache)
        : await run.target.use(() => observeRelease(run, cache));
    } catch (error) {
      throw stateError(
        run.ctx,
        `failed to retrieve last release from storage: ${textOf(error)}`,
        error,
      );
    }
  }

  async #look(run: ChartRun, at: 'drift' | 'rollbackTarget'): Promise<void> {
    const { ctx, deps, steps, storage, target } = run;
    try {
      if (at === 'rollbackTarget') {
        this.#rollbackTarget = await target.use(() =>
          observeRollbackTarget(run),
        );
        return;
      }
      const name = releaseNameOf(ctx.object);
      const { version = 0 } = latestOf(ctx.status.history) ?? {};
      const release = await target.use(() =>
        storage.get(name, version, ctx.signal),
      );
      this.#drift = await steps.detectDrift(ctx, deps, { release, target });
    } catch (error) {
      const what =
        at === 'drift'
          ? 'unable to determine cluster state'
          : 'cannot verify previous release to roll back to';
      throw stateError(ctx, `${what}: ${textOf(error)}`, error);
    }
  }

  /** Does what was decided; undefined: the release is to be looked at again. */
  async #follow(
    run: ChartRun,
    decision: Exclude<Decision, { kind: 'look' }>,
  ): Promise<ReconcileResult | undefined> {
    const { ctx } = run;
    switch (decision.kind) {
      case 'act':
        return this.#act(run, decision);
      case 'done':
        return this.#finish(run, decision);
      case 'pause':
        return pause(ctx, decision);
      case 'end':
        ctx.conditions.delete(RECONCILING);
        return { requeueAfterMs: intervalOf(ctx.object) };
      case 'stall':
        throw stall(ctx, decision);
      default:
        throw stateError(ctx, decision.message);
    }
  }

  async #act(
    run: ChartRun,
    decision: Act,
  ): Promise<ReconcileResult | undefined> {
    const { ctx } = run;
    const { state } = decision.explanation;
    if (state === 'Drifted') reportDrift(ctx, this.#drift ?? []);
    if (state === 'Untested') forgetRemediation(ctx);
    changeHistory(ctx, decision.history);
    const result = await runAction(run, decision, {
      drift: this.#drift ?? [],
      isFirst: this.#done.length === 0,
    });
    this.#done.push(KIND_OF[decision.action]);
    this.#isForced = false;
    this.#drift = undefined;
    this.#rollbackTarget = undefined;
    return this.#afterAction(run, result);
  }

  async #afterAction(
    run: ChartRun,
    result: ActionResult,
  ): Promise<ReconcileResult | undefined> {
    const { ctx } = run;
    if (result.kind === 'recorded') {
      ctx.signal.throwIfAborted();
      return undefined;
    }
    if (result.kind === 'unstored') return retryAfterFailure(run, result.error);
    if (result.by === 'trigger') throw canceledBy(ctx.superseded.reason);
    // The controller stops: what was done is not to be lost.
    await ctx.progress(PROGRESSING_WITH_RETRY, 'Controller stopped', {
      flush: true,
    });
    throw ctx.signal.reason;
  }

  #finish(run: ChartRun, decision: Done): ReconcileResult {
    const { ctx } = run;
    changeHistory(ctx, decision.history);
    if (decision.explanation.state === 'Drifted') {
      reportDrift(ctx, this.#drift ?? []);
    } else settleInSync(run);
    settle(run);
    return { requeueAfterMs: intervalOf(ctx.object) };
  }
}

function pause(
  { conditions }: HelmReleaseContext,
  { retryAfterMs }: Pause,
): ReconcileResult {
  const text =
    retryAfterMs === undefined
      ? conditions.get(READY)?.message ?? ''
      : `retrying after ${formatDuration(retryAfterMs)}`;
  conditions.setReconciling(PROGRESSING_WITH_RETRY, text);
  if (retryAfterMs === undefined) throw requeue(text);
  return { requeueAfterMs: retryAfterMs };
}

function stall(
  ctx: HelmReleaseContext,
  { reason, message, history, explanation }: Stall,
): StalledError {
  changeHistory(ctx, history);
  ctx.logger.warn(message, {
    object: ctx.key.name,
    decision: JSON.stringify(explanation),
  });
  return new StalledError(reason, message, { event: 'none' });
}

function stateError(
  { signal }: HelmReleaseContext,
  why: string,
  cause?: unknown,
): TransientError {
  signal.throwIfAborted();
  const message = `Could not determine release state: ${why}`;
  return new TransientError(Reason.stateError, message, {
    cause,
    event: 'none',
  });
}

/** The next run begins at once. */
function canceledBy({ kind, namespace = '', name }: Trigger): TransientError {
  const trigger = `${kind}/${namespace}/${name}`;
  return new TransientError(
    Reason.healthCheckCanceled,
    `New reconciliation triggered by ${trigger}`,
    {
      retryAfterMs: 0,
      event: 'Normal',
      eventMessage: `Health checks canceled due to new reconciliation triggered by ${trigger}`,
    },
  );
}
