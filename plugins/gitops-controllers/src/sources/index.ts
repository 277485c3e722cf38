/**
 * What all kinds of sources share: a kind implements {@link SourceKind} and
 * hands it to {@link createSourceController}. Consumers read sources of every
 * kind through {@link SourceInformers}.
 */
export { ARTIFACT_KINDS, sourceKindsOf } from './artifactKinds';
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
  SourceControllerDeps,
  SourceWatch,
} from './createSourceController';
export { failed, stalled, waiting } from './failures';
export { readSecret } from './readSecret';
export type { SecretData } from './readSecret';
export { basicAuthOf, SecretContentError, tlsOptionsOf } from './secretAuth';
export type { BasicAuth } from './secretAuth';
export { remoteSignal } from './remoteSignal';
export { reportProgress } from './reportProgress';
export { SourceInformers } from './SourceInformers';
export type {
  ArtifactObject,
  SourceInformersOptions,
  SourceKey,
} from './SourceInformers';
export type {
  ArtifactContent,
  EventText,
  Outdated,
  SourceKind,
  Upstream,
} from './SourceKind';
export type { SourceContext, SourceObject, SourceStatus } from './SourceObject';
export { SourceReconciler } from './SourceReconciler';
