import {
  isNotFound,
  NoMatchError,
  READY,
  StalledError,
  WaitingError,
} from '@backstage-gitops/kube';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf } from '../schedule';
import type {
  Kustomization,
  KustomizationContext,
  KustomizationDeps,
  ResolvedSource,
  SourceObject,
} from '../types';
import { formatDuration } from '@backstage-gitops/kube';

const SOURCE_GROUP = 'source.toolkit.fluxcd.io';

/** Annotation of OCI artifacts that names the revision they were made from. */
const ORIGIN_REVISION = 'org.opencontainers.image.revision';

/** Where a Kustomization's source is, whether or not it exists. */
export function sourceKeyOf(object: Kustomization): {
  kind: string;
  namespace: string;
  name: string;
} {
  const { kind, name, namespace } = object.spec.sourceRef;
  return {
    kind,
    name,
    namespace: namespace ?? object.metadata.namespace ?? '',
  };
}

function requireAccess(
  ctx: KustomizationContext,
  options: KustomizationOptions,
): void {
  const { kind, namespace, name } = sourceKeyOf(ctx.object);
  const deny = (why: string) =>
    new StalledError(
      Reason.accessDenied,
      `can't access '${kind}/${namespace}/${name}', ${why}`,
      { observeGeneration: false },
    );
  if (kind === 'ExternalArtifact' && !options.featureGates.ExternalArtifact) {
    throw deny('ExternalArtifact feature gate is disabled');
  }
  if (
    options.noCrossNamespaceRefs &&
    namespace !== ctx.object.metadata.namespace
  ) {
    throw deny('cross-namespace references have been blocked');
  }
}

async function readSource(
  ctx: KustomizationContext,
  deps: KustomizationDeps,
): Promise<SourceObject | undefined> {
  const { kind, namespace, name } = sourceKeyOf(ctx.object);
  if (kind === deps.sources.type.kind && deps.sources.hasSynced) {
    const cached = deps.sources.get({ namespace, name });
    if (cached) return cached;
  }
  const apiVersion =
    ctx.object.spec.sourceRef.apiVersion ?? `${SOURCE_GROUP}/v1`;
  try {
    return await ctx.client.get<SourceObject>(
      { apiVersion, kind },
      { namespace, name },
      { signal: ctx.signal },
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    const retryAfterMs = retryIntervalOf(ctx.object);
    const why = error instanceof NoMatchError ? error.message : `${error}`;
    throw new WaitingError(Reason.artifactFailed, why, {
      cause: error,
      retryAfterMs,
    });
  }
}

/** A missing source is told by one event, not by one at every look. */
function isNews(ctx: KustomizationContext, message: string): boolean {
  const ready = ctx.conditions.get(READY);
  return ready?.reason !== Reason.artifactFailed || ready.message !== message;
}

/**
 * Finds the source and its artifact.
 * @throws StalledError - the reference is not allowed; WaitingError - there is
 *   no such source, or it has no artifact yet
 */
export async function resolveSource(
  ctx: KustomizationContext,
  deps: KustomizationDeps,
  options: KustomizationOptions,
): Promise<ResolvedSource> {
  requireAccess(ctx, options);
  const key = sourceKeyOf(ctx.object);
  const source = await readSource(ctx, deps);
  if (!source) {
    const message = `${key.kind}.${SOURCE_GROUP} "${key.name}" not found`;
    throw new WaitingError(Reason.artifactFailed, message, {
      retryAfterMs: retryIntervalOf(ctx.object),
      event: isNews(ctx, message) ? 'Warning' : 'none',
    });
  }
  const artifact = source.status?.artifact;
  if (!artifact) {
    const pause = formatDuration(options.requeueDependencyMs);
    throw new WaitingError(
      Reason.artifactFailed,
      `Source artifact not found, retrying in ${pause}`,
      { retryAfterMs: options.requeueDependencyMs, event: 'none' },
    );
  }
  const originRevision = artifact.metadata?.[ORIGIN_REVISION];
  ctx.eventMetadata.revision = artifact.revision;
  if (originRevision) ctx.eventMetadata.originRevision = originRevision;
  return { ...key, artifact, revision: artifact.revision, originRevision };
}
