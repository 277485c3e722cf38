import {
  formatDuration,
  isNotFound,
  NoMatchError,
  READY,
  StalledError,
  WaitingError,
} from '@backstage-gitops/kube';
import type { ArtifactObject, SourceKey } from '../../../sources';
import { Reason } from '../conditions';
import type { KustomizationOptions } from '../options';
import { retryIntervalOf } from '../schedule';
import type {
  Kustomization,
  KustomizationContext,
  KustomizationDeps,
  ResolvedSource,
} from '../types';

const SOURCE_GROUP = 'source.toolkit.fluxcd.io';

/** Annotation of OCI artifacts that names the revision they were made from. */
const ORIGIN_REVISION = 'org.opencontainers.image.revision';

/** `spec.sourceRef` with its namespace; the source need not exist. */
export function sourceKeyOf(object: Kustomization): SourceKey {
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

/** Reads the source from the informer of its kind, or else with a GET. */
async function readSource(
  ctx: KustomizationContext,
  deps: KustomizationDeps,
): Promise<ArtifactObject | undefined> {
  const key = sourceKeyOf(ctx.object);
  const { kind, namespace, name } = key;
  const { apiVersion = `${SOURCE_GROUP}/v1` } = ctx.object.spec.sourceRef;
  const cached = deps.options.featureGates.DirectSourceFetch
    ? undefined
    : deps.sources.get(key, apiVersion);
  if (cached) return cached;
  try {
    return await ctx.client.get<ArtifactObject>(
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

/** Whether Ready does not say so yet: a missing source emits one event only. */
function isNews(ctx: KustomizationContext, message: string): boolean {
  const ready = ctx.conditions.get(READY);
  return ready?.reason !== Reason.artifactFailed || ready.message !== message;
}

/**
 * Reads the source and its artifact.
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
