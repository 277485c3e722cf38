import { TransientError } from '@backstage-gitops/kube';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  HelmReleaseSteps,
  ResolvedChart,
  ResolvedSource,
} from '../types';
import { LoadedCharts } from './LoadedCharts';
import type { LoadedChart } from './LoadedCharts';
import { artifactNotServed } from './resolveSource';
import { ChartVersionError, trackDigest } from './trackDigest';
import type { TrackedVersion } from './trackDigest';

const ARTIFACT_FAILED = 'ArtifactFailed';
const CHART_MUTATE_ERROR = 'ChartMutateError';

/** Why a chart can't be loaded, in the words of Flux where it has its own. */
function reasonOf(error: unknown, { artifact }: ResolvedSource): string {
  const { code, message } = error as Error & { readonly code?: string };
  return code === 'digest-mismatch'
    ? `integrity failure: computed digest doesn't match '${artifact.digest}'`
    : message;
}

async function loadChart(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  source: ResolvedSource,
  charts: LoadedCharts,
): Promise<LoadedChart> {
  const { artifact } = source;
  const kept = charts.find(artifact);
  if (kept) return kept;
  const { signal, key } = ctx;
  try {
    return await ctx.waitFor({ on: 'charts' }, () =>
      charts.load(artifact, deps, { namespace: key.namespace, signal }),
    );
  } catch (error) {
    signal.throwIfAborted();
    const { name, code } = error as Error & { readonly code?: string };
    if (name === 'SupersededError') throw error;
    if (code === 'not-found') throw artifactNotServed(deps);
    const why = reasonOf(error, source);
    throw new TransientError(ARTIFACT_FAILED, `Could not load chart: ${why}`, {
      cause: error,
      eventMessage: why,
    });
  }
}

/** Whether a revision of the source holds a digest that is to be tracked. */
function hasDigest({ kind, artifact }: ResolvedSource): boolean {
  return (
    kind === 'OCIRepository' ||
    (kind === 'ExternalArtifact' && artifact.revision.includes(':'))
  );
}

/** @throws TransientError - ChartMutateError */
function track(version: string, { artifact }: ResolvedSource): TrackedVersion {
  try {
    return trackDigest(version, artifact.revision);
  } catch (error) {
    if (!(error instanceof ChartVersionError)) throw error;
    throw new TransientError(CHART_MUTATE_ERROR, error.message, {
      cause: error,
      event: 'none',
    });
  }
}

function toResolved(
  { chart, packed, content }: LoadedChart,
  source: ResolvedSource,
  isTracked: boolean,
): ResolvedChart {
  const { artifact, kind, namespace, name: sourceName } = source;
  const { metadata } = chart;
  const tracked = hasDigest(source)
    ? track(metadata.version, source)
    : undefined;
  const version = (isTracked && tracked?.version) || metadata.version;
  return {
    chart: { ...chart, metadata: { ...metadata, version } },
    ...{ packed, name: metadata.name, version, artifact },
    digest: content,
    ociDigest: tracked?.ociDigest,
    sourceRef: { kind, namespace, name: sourceName },
  };
}

/**
 * Makes the step that downloads and loads charts, with the charts that it
 * keeps: one a controller.
 * @see HelmReleaseSteps.resolveChart
 */
export function createResolveChart(
  charts = new LoadedCharts(),
): HelmReleaseSteps['resolveChart'] {
  return async (ctx, deps, source) => {
    const loaded = await loadChart(ctx, deps, source, charts);
    const { DisableChartDigestTracking } = deps.options.featureGates;
    return toResolved(loaded, source, !DisableChartDigestTracking);
  };
}
