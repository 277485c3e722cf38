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
import type {
  ObjectRef,
  Trigger,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import { HEALTHY, markInProgress, Reason, stepMessage } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf, timeoutOf, timeoutText } from '../schedule';
import type { KustomizationContext, ResolvedSource } from '../types';
import type { HealthWaits } from '../watch/HealthWaits';
import { FIELD_MANAGER } from './applyManifests';
import {
  HealthExpressions,
  evaluateHealth,
} from '../../../target/healthExpressions';

/** What a health check is about. */
interface HealthInput {
  readonly client: KubeClient;
  readonly source: ResolvedSource;
  readonly objects: readonly UnstructuredObject[];
  readonly changes: readonly Change[];
  readonly expressions: HealthExpressions;
  readonly options: KustomizationOptions;
  readonly waits: HealthWaits;
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
  const started = ctx.clock.steady();
  await waitFor(ctx, input, refs, started);
  const passed = `Health check passed in ${formatDuration(
    ctx.clock.steady() - started,
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

/** What the wait looks at besides health, as the gate allows. */
function endsOf(ctx: KustomizationContext, input: HealthInput) {
  const { changes, options, waits } = input;
  if (!options.featureGates.CancelHealthCheckOnNewRevision) return {};
  const refs = changes
    .filter(({ action }) => action !== 'skipped')
    .map(({ ref }) => ref);
  return {
    canceled: ctx.superseded,
    applied: waits.mayRestart(ctx.key)
      ? { fieldManager: FIELD_MANAGER, refs }
      : undefined,
  };
}

async function waitFor(
  ctx: KustomizationContext,
  input: HealthInput,
  refs: readonly ObjectRef[],
  started: number,
): Promise<void> {
  const finished = jobsWithTtl(input.objects);
  const { client, expressions, options, waits } = input;
  const wait = () =>
    waitForHealthy({
      client,
      clock: ctx.clock,
      refs,
      timeoutMs: timeoutOf(ctx.object),
      signal: ctx.signal,
      failFast: !options.featureGates.DisableFailFastBehavior,
      subscribe: look => waits.subscribe(ctx.key, look),
      evaluate: object => evaluateHealth(object, expressions, ctx.clock.now()),
      mayBeAbsent: ref =>
        ref.kind === 'Job' && finished.has(`${ref.namespace}/${ref.name}`),
      ...endsOf(ctx, input),
    });
  try {
    await ctx.waitFor({}, wait);
    waits.forget(ctx.key);
  } catch (error) {
    ctx.signal.throwIfAborted();
    const trigger = triggerOf(ctx, error);
    if (trigger) {
      if (!ctx.superseded.aborted) waits.countRestart(ctx.key);
      throw canceledBy(trigger, error);
    }
    waits.forget(ctx.key);
    throw failure(ctx, error, started);
  }
}

/** The object for whose sake the wait has ended. */
function triggerOf(
  ctx: KustomizationContext,
  error: unknown,
): Trigger | undefined {
  if (!(error instanceof HealthError)) return undefined;
  if (error.code === 'canceled') return ctx.superseded.reason as Trigger;
  return error.code === 'changed' ? error.ref : undefined;
}

/** The next run begins at once. @see KustomizationReconciler.Reconcile of Flux */
function canceledBy(
  { kind, namespace = '', name }: Trigger,
  cause: unknown,
): TransientError {
  const trigger = `${kind}/${namespace}/${name}`;
  return new TransientError(
    Reason.healthCheckCanceled,
    `New reconciliation triggered by ${trigger}`,
    {
      cause,
      retryAfterMs: 0,
      event: 'Normal',
      eventMessage: `Health checks canceled due to new reconciliation triggered by ${trigger}`,
    },
  );
}

function failure(
  ctx: KustomizationContext,
  error: unknown,
  started: number,
): TransientError {
  const text = (error as Error).message;
  ctx.conditions.set(HEALTHY, 'False', Reason.healthCheckFailed, text);
  const after = formatDuration(ctx.clock.steady() - started);
  return new TransientError(
    Reason.healthCheckFailed,
    `health check failed after ${after}: ${text}`,
    { cause: error, retryAfterMs: retryIntervalOf(ctx.object) },
  );
}
