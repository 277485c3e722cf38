import {
  formatKey,
  ResourceManager,
  subjectOf,
  TransientError,
} from '@backstage-gitops/kube';
import type { Change, UnstructuredObject } from '@backstage-gitops/kube';
import type { SourceKey } from '../../../sources';
import {
  chartSourceKey,
  parseChartName,
  requireAccess,
  SOURCE_API_VERSION,
} from '../chart/sourceReference';
import { buildHelmChart, isAsTemplated } from '../chart/chartTemplate';
import type { HelmReleaseContext, HelmReleaseDeps } from '../types';

type Deps = Pick<HelmReleaseDeps, 'sources' | 'options'>;

const FIELD_MANAGER = 'helm-controller';
const HELM_CHART = { apiVersion: SOURCE_API_VERSION, kind: 'HelmChart' };
const FAILED = 'ReconcileError';

/** A trace event without metadata: these are not about a release. */
function trace(ctx: HelmReleaseContext, reason: string, message: string): void {
  ctx.event({ type: 'Normal', reason, message, trace: true });
}

/** Deletes the HelmChart of the status, and forgets it. */
async function deleteChart(
  ctx: HelmReleaseContext,
  { options }: Deps,
): Promise<void> {
  const { helmChart } = ctx.status;
  if (!helmChart || ctx.object.spec.suspend) return;
  const key = parseChartName(helmChart);
  requireAccess(ctx.object, key, options);
  const { signal } = ctx;
  try {
    const found = await ctx.client.find(HELM_CHART, key, { signal });
    if (found) {
      await ctx.client.delete(HELM_CHART, key, { signal });
      trace(ctx, 'HelmChartDeleted', `deleted HelmChart '${helmChart}'`);
    }
  } catch (error) {
    signal.throwIfAborted();
    const why = `failed to delete HelmChart '${helmChart}': ${
      (error as Error).message
    }`;
    throw new TransientError(FAILED, why, { cause: error, event: 'none' });
  }
  delete ctx.status.helmChart;
}

/**
 * Whether the HelmChart is known to be as it was applied: nothing has changed
 * here since a run that succeeded, and nothing there.
 */
function isInSync(
  { object, status }: HelmReleaseContext,
  { sources }: Deps,
  key: SourceKey,
  wanted: UnstructuredObject,
): boolean {
  const isObserved =
    status.observedGeneration === object.metadata.generation &&
    status.helmChart === formatKey(key);
  const live = isObserved ? sources.get(key) : undefined;
  return (
    live !== undefined && isAsTemplated(live as UnstructuredObject, wanted)
  );
}

async function apply(
  ctx: HelmReleaseContext,
  wanted: UnstructuredObject,
): Promise<Change> {
  const { client, clock, signal } = ctx;
  const fieldManager = FIELD_MANAGER;
  const manager = new ResourceManager({ client, clock, fieldManager });
  try {
    const [change] = await manager.applyStaged([wanted], { signal });
    return change;
  } catch (error) {
    signal.throwIfAborted();
    const why = `failed to run server-side apply: ${(error as Error).message}`;
    trace(ctx, 'HelmChartSyncErr', why);
    throw new TransientError(FAILED, why, { cause: error, event: 'none' });
  }
}

function reportChange(
  ctx: HelmReleaseContext,
  { action, ref }: Change,
  sourceRef: { readonly kind: string; readonly name: string },
): void {
  if (action !== 'created' && action !== 'configured') return;
  const verb = action === 'created' ? 'Created' : 'Configured';
  const source = `${sourceRef.kind}/${ref.namespace}/${sourceRef.name}`;
  const message = `${verb} ${subjectOf(ref)} with SourceRef '${source}'`;
  trace(ctx, `HelmChart${verb}`, message);
}

/**
 * Brings the HelmChart of `spec.chart` to what the template says and records it
 * in `status.helmChart`; removes one that moves, that `spec.chartRef` replaces,
 * or whose HelmRelease goes.
 * @throws StalledError - AccessDenied; TransientError - ReconcileError
 * @see fluxcd/helm-controller internal/reconcile/helmchart_template.go
 */
export async function reconcileChartTemplate(
  ctx: HelmReleaseContext,
  deps: Deps,
): Promise<void> {
  const { object, status } = ctx;
  const { chart } = object.spec;
  const key = chartSourceKey(object);
  const isGone = object.metadata.deletionTimestamp !== undefined;
  if (isGone || !chart || status.helmChart !== formatKey(key)) {
    await deleteChart(ctx, deps);
  }
  if (isGone || !chart) return;
  requireAccess(object, key, deps.options);
  const wanted = buildHelmChart(object, chart, key);
  if (!isInSync(ctx, deps, key, wanted)) {
    reportChange(ctx, await apply(ctx, wanted), chart.spec.sourceRef);
  }
  status.helmChart = formatKey(key);
}
