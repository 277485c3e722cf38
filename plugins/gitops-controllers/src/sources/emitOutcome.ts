import {
  ARTIFACT_IN_STORAGE,
  ARTIFACT_OUTDATED,
  SourceReason,
} from './conditions';
import type { EventText } from './SourceKind';
import type { SourceContext } from './SourceObject';
import { hasFailed } from './summarizeSource';

/** Trace event of a reconcile that found the artifact current. */
export function emitUnchanged(
  ctx: SourceContext,
  revision: string,
  text: EventText = {
    reason: SourceReason.artifactUpToDate,
    message: `artifact up-to-date with remote revision: '${revision}'`,
  },
): void {
  ctx.event({ type: 'Normal', trace: true, ...text });
}

/** Sets ArtifactInStorage=True and removes ArtifactOutdated. */
export function markStored(
  ctx: SourceContext,
  message: string,
  reason: string = SourceReason.succeeded,
): void {
  ctx.conditions.delete(ARTIFACT_OUTDATED);
  ctx.conditions.set(ARTIFACT_IN_STORAGE, 'True', reason, message);
}

/**
 * Event about an artifact with a new digest, or about the end of a failure.
 * Other reconciles emit none.
 */
export function emitStored(
  ctx: SourceContext,
  revision: string,
  text: { readonly message: string; readonly reason?: string },
): void {
  const { object, status } = ctx;
  const digest = status.artifact?.digest ?? '';
  const isNew = object.status?.artifact?.digest !== digest;
  if (!isNew && !hasFailed(object)) return;
  const { newArtifact, succeeded } = SourceReason;
  const { reason = isNew ? newArtifact : succeeded, message } = text;
  ctx.event({
    ...{ type: 'Normal', reason, message },
    metadata: { revision, digest },
  });
}
