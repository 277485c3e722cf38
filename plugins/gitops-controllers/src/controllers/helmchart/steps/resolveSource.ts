import { failed, FETCH_FAILED, waiting } from '../../../sources';
import type { ArtifactObject } from '../../../sources';
import { Reason } from '../reasons';
import type {
  Artifact,
  HelmChartContext,
  HelmChartDeps,
  HelmRepository,
} from '../types';

/** Where a chart is taken from. */
export type ChartSource =
  | { readonly kind: 'archive'; readonly artifact: Artifact }
  | {
      readonly kind: 'repository';
      readonly spec: HelmRepository['spec'];
      /** Undefined for a registry. */
      readonly artifact?: Artifact;
    };

/** The failure of a source without an artifact; its watch, or backoff, ends it. */
export function noSourceArtifact({ object }: HelmChartContext): Error {
  const { kind, name } = object.spec.sourceRef;
  return waiting(
    FETCH_FAILED,
    Reason.noSourceArtifact,
    `no artifact available for ${kind} source '${name}'`,
  );
}

/**
 * Finds the source of a chart, and records the revision of its artifact.
 * @throws TransientError - SourceUnavailable, NoSourceArtifact
 */
export async function resolveSource(
  ctx: HelmChartContext,
  deps: HelmChartDeps,
): Promise<ChartSource> {
  const { kind } = ctx.object.spec.sourceRef;
  const source =
    kind === 'HelmRepository'
      ? await repositoryOf(ctx, deps)
      : ({ kind: 'archive', ...(await archiveOf(ctx, deps)) } as const);
  if (source.artifact) {
    const { revision } = source.artifact;
    ctx.status.observedSourceArtifactRevision = revision;
  }
  return source;
}

function keyOf({ object }: HelmChartContext) {
  const { kind, name } = object.spec.sourceRef;
  return { kind, name, namespace: object.metadata.namespace ?? '' };
}

async function repositoryOf(
  ctx: HelmChartContext,
  { sources }: HelmChartDeps,
): Promise<Extract<ChartSource, { readonly kind: 'repository' }>> {
  const { spec, status } = await found(ctx, signal =>
    sources.getRepository(keyOf(ctx), signal),
  );
  if (spec.type === 'oci') return { kind: 'repository', spec };
  if (!status?.artifact) throw noSourceArtifact(ctx);
  return { kind: 'repository', spec, artifact: status.artifact };
}

async function archiveOf(
  ctx: HelmChartContext,
  { sources }: HelmChartDeps,
): Promise<{ readonly artifact: Artifact }> {
  const { status } = await found(ctx, signal =>
    sources.get(keyOf(ctx), signal),
  );
  if (!status?.artifact) throw noSourceArtifact(ctx);
  return { artifact: status.artifact };
}

/** @throws TransientError - SourceUnavailable */
async function found<T extends ArtifactObject | HelmRepository>(
  ctx: HelmChartContext,
  read: (signal: AbortSignal) => Promise<T | undefined>,
): Promise<T> {
  const { kind, name } = ctx.object.spec.sourceRef;
  const unavailable = (why: string, cause?: unknown) =>
    failed(
      FETCH_FAILED,
      Reason.sourceUnavailable,
      `failed to get source: ${why}`,
      cause,
    );
  let source: T | undefined;
  try {
    source = await read(ctx.signal);
  } catch (error) {
    throw unavailable((error as Error).message, error);
  }
  if (!source) {
    throw unavailable(`${kind}.source.toolkit.fluxcd.io "${name}" not found`);
  }
  return source;
}
