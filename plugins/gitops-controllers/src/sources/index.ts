/**
 * What all kinds of sources share: a kind implements {@link SourceKind} and
 * hands it to {@link SourceReconciler}.
 */
export {
  ARTIFACT_IN_STORAGE,
  ARTIFACT_OUTDATED,
  BUILD_FAILED,
  FETCH_FAILED,
  INCLUDE_UNAVAILABLE,
  SOURCE_VERIFIED,
  SourceReason,
  STORAGE_OPERATION_FAILED,
} from './conditions';
export type { FailureCondition } from './conditions';
export { createSourceController } from './createSourceController';
export type {
  SourceControllerOptions,
  SourceWatch,
} from './createSourceController';
export { failed, stalled, waiting } from './failures';
export { readSecret } from './readSecret';
export type { SecretData } from './readSecret';
export { remoteSignal } from './remoteSignal';
export { reportProgress } from './reportProgress';
export type {
  ArtifactContent,
  EventText,
  Outdated,
  SourceKind,
  Upstream,
} from './SourceKind';
export type { SourceContext, SourceObject, SourceStatus } from './SourceObject';
export { SourceReconciler } from './SourceReconciler';
