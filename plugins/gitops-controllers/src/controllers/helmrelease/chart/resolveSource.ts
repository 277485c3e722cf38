import {
  findCondition,
  formatDuration,
  isNotFound,
  READY,
  STALLED,
  TransientError,
  WaitingError,
} from '@backstage-gitops/kube';
import type { CommonStatus, UnstructuredObject } from '@backstage-gitops/kube';
import type { ArtifactObject, SourceKey } from '../../../sources';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  ResolvedSource,
} from '../types';
import { buildHelmChart, isAsTemplated } from './chartTemplate';
import { createdIn } from './createdCharts';
import {
  chartSourceKey,
  denied,
  requireAccess,
  SOURCE_API_VERSION,
} from './sourceReference';

type Deps = Pick<HelmReleaseDeps, 'sources' | 'options'>;

const ARTIFACT_FAILED = 'ArtifactFailed';
const SOURCE_NOT_READY = 'SourceNotReady';
const NO_ARTIFACT = 'does not have an artifact';

function requireAllowed(
  { object }: HelmReleaseContext,
  { options }: Deps,
  key: SourceKey,
): void {
  requireAccess(object, key, options);
  const { kind, namespace, name } = key;
  if (kind === 'ExternalArtifact' && !options.featureGates.ExternalArtifact) {
    throw denied(
      `can't access '${kind}/${namespace}/${name}', ${kind} feature gate is disabled`,
    );
  }
}

/** Whether the informer is behind what this run has made of the HelmChart. */
function isBehind(
  { object }: HelmReleaseContext,
  key: SourceKey,
  cached: ArtifactObject,
): boolean {
  const { chart } = object.spec;
  if (!chart || key.kind !== 'HelmChart') return false;
  const wanted = buildHelmChart(object, chart, key);
  return !isAsTemplated(cached as UnstructuredObject, wanted);
}

/** Reads the source from the informer of its kind, or else with a GET. */
async function readSource(
  ctx: HelmReleaseContext,
  { sources, options }: Deps,
  key: SourceKey,
): Promise<ArtifactObject> {
  const created = createdIn(ctx);
  if (created && key.kind === 'HelmChart') return created;
  const cached = options.featureGates.DirectSourceFetch
    ? undefined
    : sources.get(key);
  if (cached && !isBehind(ctx, key, cached)) return cached;
  const { kind, name } = key;
  try {
    return await ctx.client.get<ArtifactObject>(
      { apiVersion: SOURCE_API_VERSION, kind },
      key,
      { signal: ctx.signal },
    );
  } catch (error) {
    ctx.signal.throwIfAborted();
    const why = isNotFound(error)
      ? `${kind}.source.toolkit.fluxcd.io "${name}" not found`
      : (error as Error).message;
    throw new TransientError(
      ARTIFACT_FAILED,
      `could not get Source object: ${why}`,
      { cause: error, event: 'none' },
    );
  }
}

/** Why a source can't be used; undefined when it can. */
function whyNotReady(
  kind: string,
  { metadata, status = {} }: ArtifactObject,
): string | undefined {
  const missing = status.artifact ? undefined : NO_ARTIFACT;
  // Whoever writes an ExternalArtifact need not observe its generation.
  if (kind === 'ExternalArtifact') return missing;
  const { conditions, observedGeneration } = status as CommonStatus;
  if (observedGeneration !== metadata.generation) {
    const ready = findCondition(conditions, READY);
    return ready?.status === 'False'
      ? ready.message
      : 'latest generation of object has not been reconciled';
  }
  const stalled = findCondition(conditions, STALLED);
  return stalled?.status === 'True' ? stalled.message : missing;
}

/**
 * Reads the object that holds the chart of a run, and requires that it is ready.
 * @throws StalledError - AccessDenied: the reference is not allowed;
 *   TransientError - ArtifactFailed: there is no such object; WaitingError -
 *   SourceNotReady
 */
export async function resolveSource(
  ctx: HelmReleaseContext,
  deps: Deps,
): Promise<ResolvedSource> {
  const key = chartSourceKey(ctx.object);
  requireAllowed(ctx, deps, key);
  const source = await readSource(ctx, deps, key);
  const { kind, namespace, name } = key;
  const why = whyNotReady(kind, source);
  if (why !== undefined || !source.status?.artifact) {
    throw new WaitingError(
      SOURCE_NOT_READY,
      `${kind} '${namespace}/${name}' is not ready: ${why}`,
      { retryAfterMs: deps.options.requeueDependencyMs, event: 'none' },
    );
  }
  return { ...key, artifact: source.status.artifact };
}

/** The failure of an artifact that its server does not have yet. */
export function artifactNotServed({ options }: Pick<Deps, 'options'>): Error {
  const pause = formatDuration(options.requeueDependencyMs);
  return new WaitingError(
    ARTIFACT_FAILED,
    `Source not ready: artifact not found. Retrying in ${pause}`,
    { retryAfterMs: options.requeueDependencyMs, event: 'none' },
  );
}
