import { formatDuration } from '@backstage-gitops/kube';
import type { ActionContext, Release } from '@backstage-gitops/helm-release';
import {
  Reason,
  RELEASED,
  REMEDIATED,
  summarizeReady,
  TEST_SUCCESS,
} from '../conditions';
import type { Explanation } from '../decide/decision';
import { emit, subjectOf } from '../events';
import { chartOf, fullNameOf, hasBeenTested, latestOf } from '../history';
import {
  releaseNameOf,
  releaseNamespaceOf,
  retryIntervalOf,
} from '../releaseSpec';
import { createActionContext } from './actionContext';
import { recordInventory } from './inventory';
import type { LogBuffer } from './LogBuffer';
import {
  clearFailures,
  countAttempt,
  countFailure,
  recordRelease,
} from './record';
import { interruptionOf, textOf } from './run';
import type { ActionResult, ChartRun } from './run';

/** An install or an upgrade. */
interface ReleaseAction {
  readonly name: 'install' | 'upgrade';
  readonly explanation: Explanation;
  /** Does it. @throws ActionError - Helm's own words */
  act(context: ActionContext): Promise<unknown>;
}

const REASONS = {
  install: { ok: Reason.installSucceeded, failed: Reason.installFailed },
  upgrade: { ok: Reason.upgradeSucceeded, failed: Reason.upgradeFailed },
} as const;

function emitFailure(
  run: ChartRun,
  { name, explanation }: ReleaseAction,
  message: string,
  logs: LogBuffer,
): void {
  const { chart, token, ctx } = run;
  const { appVersion } = chart.chart.metadata;
  emit(ctx, {
    type: 'Warning',
    reason: REASONS[name].failed,
    message: logs.appendTo(message),
    subject: {
      revision: chart.version,
      token,
      appVersion,
      ociDigest: ctx.status.lastAttemptedRevisionDigest,
    },
    explanation,
  });
}

/** What a failure leaves behind; one by the controller's own doing is no failure. */
function recordFailure(
  run: ChartRun,
  action: ReleaseAction,
  result: { readonly error: unknown; readonly isStored: boolean },
  logs: LogBuffer,
): ActionResult {
  const { ctx, chart } = run;
  const { object } = ctx;
  const release = `${releaseNamespaceOf(object)}/${releaseNameOf(object)}`;
  const why = textOf(result.error);
  const message = `Helm ${action.name} failed for release ${release} with chart ${chart.name}@${chart.version}: ${why}`;
  ctx.conditions.set(RELEASED, 'False', REASONS[action.name].failed, message);
  const by = interruptionOf(run, result.error);
  if (by) return { kind: 'interrupted', by };
  countFailure(run);
  emitFailure(run, action, message, logs);
  if (!result.isStored) return { kind: 'unstored', error: new Error(why) };
  countAttempt(run, action.name);
  return { kind: 'recorded' };
}

function recordSuccess(run: ChartRun, action: ReleaseAction): void {
  const { ctx, deps } = run;
  const latest = latestOf(ctx.status.history);
  if (!latest) return;
  const named = `${fullNameOf(latest)} with chart ${chartOf(latest)}`;
  const message = `Helm ${action.name} succeeded for release ${named}`;
  const { ok } = REASONS[action.name];
  ctx.conditions.set(RELEASED, 'True', ok, message);
  if (ctx.object.spec.test?.enable && !hasBeenTested(latest)) {
    const text = `Helm release ${named} is awaiting tests`;
    ctx.conditions.set(TEST_SUCCESS, 'Unknown', Reason.awaitingTests, text);
  }
  const gates = deps.options.featureGates;
  if (retryIntervalOf(ctx.object, action.name, gates) !== undefined) {
    clearFailures(run);
  }
  emit(ctx, {
    type: 'Normal',
    reason: ok,
    message,
    subject: subjectOf(latest),
    explanation: action.explanation,
  });
}

/** Helm merges the values of the release into those that it is given. */
function noteMergedValues(
  run: ChartRun,
  { name }: ReleaseAction,
  newest: Release | undefined,
): void {
  const { object, status } = run.ctx;
  if (!newest || name !== 'upgrade' || !object.spec.upgrade?.preserveValues) {
    return;
  }
  run.token = latestOf(status.history)?.configDigest ?? run.token;
}

/**
 * Runs an install or upgrade, and records what it has stored: history,
 * inventory, counters, the Released condition and an event.
 */
export async function changeRelease(
  run: ChartRun,
  action: ReleaseAction,
): Promise<ActionResult> {
  const { ctx, chart } = run;
  const written = new Map<number, Release>();
  ctx.status.lastAttemptedReleaseAction = action.name;
  ctx.conditions.delete(TEST_SUCCESS);
  ctx.conditions.delete(REMEDIATED);
  const { context, logs } = createActionContext(run, release => {
    written.set(release.version, release);
  });
  const started = performance.now();
  let failure: { readonly error: unknown } | undefined;
  try {
    await action.act(context);
  } catch (error) {
    failure = { error };
  }
  const tookMs = performance.now() - started;
  ctx.status.lastAttemptedReleaseActionDuration = formatDuration(tookMs);
  recordRelease(run, written, action.name);
  const newest = written.get(Math.max(...written.keys()));
  noteMergedValues(run, action, newest);
  if (newest) await recordInventory(run, newest, chart.chart);
  const isStored = newest !== undefined;
  const result = failure && { ...failure, isStored };
  if (!result) recordSuccess(run, action);
  const ended = result && recordFailure(run, action, result, logs);
  summarizeReady(ctx);
  markObserved(run);
  return ended ?? { kind: 'recorded' };
}

/** Remembers by which post-renderers and metadata the release was made. */
export function markObserved({ ctx, digests }: ChartRun): void {
  ctx.status.observedPostRenderersDigest = digests.postRenderers || undefined;
  ctx.status.observedCommonMetadataDigest = digests.commonMetadata || undefined;
}
