import {
  formatKey,
  ResourceManager,
  TransientError,
} from '@backstage-gitops/kube';
import type { ChangeAction, UnstructuredObject } from '@backstage-gitops/kube';
import type { ArtifactObject, SourceKey } from '../../../sources';
import {
  chartSourceKey,
  parseChartName,
  requireAccess,
  SOURCE_API_VERSION,
} from '../chart/sourceReference';
import {
  buildHelmChart,
  hasNoMore,
  isAsTemplated,
} from '../chart/chartTemplate';
import { rememberCreated } from '../chart/createdCharts';
import type { HelmReleaseContext, HelmReleaseDeps } from '../types';

type Deps = Pick<HelmReleaseDeps, 'sources' | 'options'>;

const FIELD_MANAGER = 'helm-controller';
const HELM_CHART = { apiVersion: SOURCE_API_VERSION, kind: 'HelmChart' };
const FAILED = 'ReconcileError';

type SourceReference = { readonly kind: string; readonly name: string };

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
 * here since a run that succeeded and nothing there, or it has nothing that an
 * apply could change.
 */
function isInSync(
  { object, status }: HelmReleaseContext,
  { sources }: Deps,
  key: SourceKey,
  wanted: UnstructuredObject,
): boolean {
  if (status.helmChart !== formatKey(key)) return false;
  const live = sources.get(key) as UnstructuredObject | undefined;
  if (!live || !isAsTemplated(live, wanted)) return false;
  const isObserved = status.observedGeneration === object.metadata.generation;
  return isObserved || hasNoMore(live, wanted);
}

/**
 * Applies the first HelmChart of a HelmRelease, which a dry-run could only find
 * missing.
 */
async function create(
  ctx: HelmReleaseContext,
  wanted: UnstructuredObject,
): Promise<ChangeAction> {
  const { client, signal } = ctx;
  const fieldManager = FIELD_MANAGER;
  const live = await client.apply<UnstructuredObject>(wanted, {
    ...{ fieldManager, signal, force: true },
  });
  const { generation, managedFields = [] } = live.metadata;
  const isNew =
    generation === 1 &&
    managedFields.every(({ manager }) => manager === fieldManager);
  if (isNew) rememberCreated(ctx, live as ArtifactObject);
  // Someone was faster than the informer, which is as good as a change.
  return isNew ? 'created' : 'configured';
}

async function apply(
  ctx: HelmReleaseContext,
  { sources }: Deps,
  key: SourceKey,
  wanted: UnstructuredObject,
): Promise<ChangeAction> {
  const { client, clock, signal, status } = ctx;
  const fieldManager = FIELD_MANAGER;
  const isFirst = !status.helmChart && sources.isAbsent(key);
  try {
    if (isFirst) return await create(ctx, wanted);
    const manager = new ResourceManager({ client, clock, fieldManager });
    const [{ action }] = await manager.applyStaged([wanted], { signal });
    return action;
  } catch (error) {
    signal.throwIfAborted();
    const why = `failed to run server-side apply: ${(error as Error).message}`;
    trace(ctx, 'HelmChartSyncErr', why);
    throw new TransientError(FAILED, why, { cause: error, event: 'none' });
  }
}

function reportChange(
  ctx: HelmReleaseContext,
  action: ChangeAction,
  wanted: UnstructuredObject,
): void {
  if (action !== 'created' && action !== 'configured') return;
  const verb = action === 'created' ? 'Created' : 'Configured';
  const { namespace, name } = wanted.metadata;
  const { sourceRef } = wanted.spec as { sourceRef: SourceReference };
  const source = `${sourceRef.kind}/${namespace}/${sourceRef.name}`;
  const chart = `${HELM_CHART.kind}/${namespace}/${name}`;
  const message = `${verb} ${chart} with SourceRef '${source}'`;
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
    reportChange(ctx, await apply(ctx, deps, key, wanted), wanted);
  }
  status.helmChart = formatKey(key);
}
