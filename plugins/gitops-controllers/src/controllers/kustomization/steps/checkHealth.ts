import {
  Change,
  formatDuration,
  HealthError,
  KubeClient,
  PROGRESSING,
  refOf,
  TransientError,
  waitForHealthy,
} from '@backstage-gitops/kube';
import type { ObjectRef, UnstructuredObject } from '@backstage-gitops/kube';
import { HEALTHY, markInProgress, Reason, stepMessage } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf, timeoutOf, timeoutText } from '../schedule';
import type { KustomizationContext, ResolvedSource } from '../types';
import { HealthExpressions, evaluateHealth } from './healthExpressions';

/** What a health check is about. */
interface HealthInput {
  readonly client: KubeClient;
  readonly source: ResolvedSource;
  readonly objects: readonly UnstructuredObject[];
  readonly changes: readonly Change[];
  readonly expressions: HealthExpressions;
  readonly options: KustomizationOptions;
  /** True when the source has a newer revision than the one applied. */
  readonly isOutdated: () => boolean;
}

/** Objects to look at: all applied ones, or those that the spec names. */
function checkedRefs(
  ctx: KustomizationContext,
  changes: readonly Change[],
): ObjectRef[] {
  const { wait, healthChecks } = ctx.object.spec;
  const refs = wait
    ? changes.map(change => change.ref)
    : (healthChecks ?? []).map(check => ({
        apiVersion: check.apiVersion ?? 'apps/v1',
        kind: check.kind,
        namespace: check.namespace || undefined,
        name: check.name,
      }));
  // Waiting for oneself would never end.
  const self = refOf(ctx.object);
  return refs.filter(
    ref =>
      !(
        ref.kind === self.kind &&
        ref.name === self.name &&
        ref.namespace === self.namespace &&
        ref.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')
      ),
  );
}

/** Jobs that delete themselves once finished: their absence is a success. */
function jobsWithTtl(objects: readonly UnstructuredObject[]): Set<string> {
  return new Set(
    objects
      .filter(object => object.kind === 'Job')
      .filter(
        object =>
          (object.spec as Record<string, unknown> | undefined)
            ?.ttlSecondsAfterFinished !== undefined,
      )
      .map(object => `${object.metadata.namespace}/${object.metadata.name}`),
  );
}

/**
 * Waits until what was applied is healthy; sets the Healthy condition.
 * @throws TransientError - HealthCheckFailed or HealthCheckCanceled
 */
export async function checkHealth(
  ctx: KustomizationContext,
  input: HealthInput,
): Promise<void> {
  const refs = checkedRefs(ctx, input.changes);
  if (refs.length === 0) {
    ctx.conditions.delete(HEALTHY);
    return;
  }
  const wasHealthy = ctx.object.status?.conditions?.some(
    condition => condition.type === HEALTHY && condition.status === 'True',
  );
  const message = stepMessage(
    'checking',
    input.source.revision,
    timeoutText(ctx.object),
  );
  ctx.conditions.set(HEALTHY, 'Unknown', PROGRESSING, message);
  markInProgress(ctx);
  await ctx.progress(PROGRESSING, message);
  const started = ctx.clock.now();
  await waitFor(ctx, input, refs, started);
  const passed = `Health check passed in ${formatDuration(
    ctx.clock.now() - started,
  )}`;
  const isNew =
    ctx.object.status?.lastAppliedRevision !== input.source.revision;
  const hasChanged = input.changes.some(({ action }) =>
    ['created', 'configured'].includes(action),
  );
  if (!wasHealthy || (isNew && hasChanged)) {
    ctx.event({ type: 'Normal', reason: 'Progressing', message: passed });
  }
  ctx.conditions.set(HEALTHY, 'True', 'Succeeded', passed);
}

async function waitFor(
  ctx: KustomizationContext,
  input: HealthInput,
  refs: readonly ObjectRef[],
  started: number,
): Promise<void> {
  const finished = jobsWithTtl(input.objects);
  const gates = input.options.featureGates;
  try {
    await waitForHealthy({
      client: input.client,
      clock: ctx.clock,
      refs,
      timeoutMs: timeoutOf(ctx.object),
      signal: ctx.signal,
      failFast: !gates.DisableFailFastBehavior,
      isCanceled: gates.CancelHealthCheckOnNewRevision
        ? input.isOutdated
        : undefined,
      evaluate: object =>
        evaluateHealth(object, input.expressions, ctx.clock.now()),
      mayBeAbsent: ref =>
        ref.kind === 'Job' && finished.has(`${ref.namespace}/${ref.name}`),
    });
  } catch (error) {
    ctx.signal.throwIfAborted();
    const isCanceled =
      error instanceof HealthError && error.code === 'canceled';
    const reason = isCanceled
      ? Reason.healthCheckCanceled
      : Reason.healthCheckFailed;
    const text = isCanceled
      ? 'new revision detected during health check, cancelling'
      : (error as Error).message;
    ctx.conditions.set(HEALTHY, 'False', reason, text);
    const after = formatDuration(ctx.clock.now() - started);
    throw new TransientError(
      reason,
      isCanceled ? text : `health check failed after ${after}: ${text}`,
      {
        cause: error,
        retryAfterMs: isCanceled ? 0 : retryIntervalOf(ctx.object),
      },
    );
  }
}
