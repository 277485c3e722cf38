import { join } from 'path';
import { failed, FETCH_FAILED, SourceReason } from '../../../sources';
import { ChartBuildError } from '../build/ChartBuildError';
import { effectiveValuesFiles } from '../build/overwriteValues';
import type {
  FetchedDependency,
  LocalBuild,
  LocalBuildRequest,
} from '../build/request';
import { Reason } from '../reasons';
import type {
  Artifact,
  ChartUpstream,
  HelmChartContext,
  HelmChartDeps,
} from '../types';
import { fetchDependencies } from './fetchDependencies';
import { noSourceArtifact } from './resolveSource';
import { comparableChart, toStoredChart } from './storedChart';
import { versionMetadata } from './versionMetadata';

interface ArchiveRequest {
  /** Artifact of the source. */
  readonly artifact: Artifact;
  readonly workDirectory: string;
}

/**
 * Takes a chart from the archive of a source, unless the stored one was made
 * of it.
 * @throws ChartBuildError; TransientError - NoSourceArtifact, Failed: the
 *   archive can't be had
 */
export async function buildFromArchive(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: ArchiveRequest,
): Promise<ChartUpstream> {
  const { metadata, spec } = ctx.object;
  const uid = metadata.uid ?? '';
  const key = `${request.artifact.digest} ${metadata.generation}`;
  const valuesFiles = effectiveValuesFiles(spec.valuesFiles);
  const stored = comparableChart(ctx);
  if (stored && deps.built.has(uid, key) && !hasFailed(ctx)) {
    const isPackaged = deps.built.isPackaged(uid);
    return toStoredChart(ctx, stored, { isPackaged, valuesFiles });
  }
  const built = await buildComplete(ctx, deps, request);
  deps.built.add(uid, key, built.isPackaged);
  if (built.kind === 'stored') {
    return toStoredChart(ctx, built, { ...built, valuesFiles });
  }
  reportDependencies(ctx, built.resolvedDependencies);
  const { name, version, isPackaged } = built;
  return {
    ...{ isCurrent: false, name, revision: version, isPackaged },
    valuesFiles: built.valuesFiles,
    file: targetOf(request),
  };
}

function hasFailed({ object }: HelmChartContext): boolean {
  const { conditions = [] } = object.status ?? {};
  return !conditions.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
}

function reportDependencies(ctx: HelmChartContext, count: number): void {
  if (count === 0) return;
  ctx.event({
    ...{ type: 'Normal', trace: true, reason: Reason.resolvedDependencies },
    message: `resolved ${count} chart dependencies`,
  });
}

const targetOf = ({ workDirectory }: ArchiveRequest) =>
  join(workDirectory, 'packed.tgz');

/** Builds; once more, when dependencies had to be downloaded first. */
async function buildComplete(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
  request: ArchiveRequest,
): Promise<Exclude<LocalBuild, { readonly kind: 'incomplete' }>> {
  const { workDirectory } = request;
  const first = await buildOnce(ctx, deps, { ...request, dependencies: [] });
  if (first.kind !== 'incomplete') return first;
  const { missing } = first;
  const dependencies = await fetchDependencies(ctx, deps, {
    ...{ missing, workDirectory },
  });
  const second = await buildOnce(ctx, deps, { ...request, dependencies });
  if (second.kind !== 'incomplete') return second;
  throw new ChartBuildError('dependency', 'dependencies are missing');
}

async function buildOnce(
  ctx: HelmChartContext,
  { archives, limits, workers }: HelmChartDeps,
  request: ArchiveRequest & {
    readonly dependencies: readonly FetchedDependency[];
  },
): Promise<LocalBuild> {
  const { spec } = ctx.object;
  const { artifact, dependencies } = request;
  const valuesFiles = effectiveValuesFiles(spec.valuesFiles);
  const input: Omit<LocalBuildRequest, 'archive'> = {
    ...{ dependencies, limits, valuesFiles },
    path: spec.chart,
    ignoreMissing: spec.ignoreMissingValuesFiles ?? false,
    versionMetadata: versionMetadata(
      ctx.object,
      valuesFiles,
      artifact.revision,
    ),
    stored: comparableChart(ctx),
    target: targetOf(request),
  };
  const options = { namespace: ctx.key.namespace, signal: ctx.signal };
  let isUnpacked = false;
  try {
    return await archives.use(artifact, ctx.signal, archive => {
      isUnpacked = true;
      return workers.run('buildLocalChart', { ...input, archive }, options);
    });
  } catch (error) {
    if (isUnpacked || ctx.signal.aborted) throw error;
    throw unavailable(ctx, error);
  }
}

/** The archive can't be had. */
function unavailable(ctx: HelmChartContext, error: unknown): Error {
  const { code, message } = error as Error & { readonly code?: string };
  return code === 'not-found'
    ? noSourceArtifact(ctx)
    : failed(
        FETCH_FAILED,
        SourceReason.failed,
        `artifact untar error: ${message}`,
        error,
      );
}
