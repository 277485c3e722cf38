/**
 * What all kinds of sources share: a kind implements {@link SourceKind} and
 * hands it to {@link createSourceController}. Consumers read sources of every
 * kind through {@link SourceInformers}.
 */
export { sourceKindsOf } from './artifactKinds';
export {
  ARTIFACT_IN_STORAGE,
  ARTIFACT_OUTDATED,
  BUILD_FAILED,
  FETCH_FAILED,
  INCLUDE_UNAVAILABLE,
  SourceReason,
  STORAGE_OPERATION_FAILED,
} from './conditions';
export { createSourceController } from './createSourceController';
export type { SourceWatch } from './createSourceController';
export {
  failed,
  isSourceFailure,
  stalled,
  unusable,
  waiting,
} from './failures';
export { authenticating } from './authenticating';
export { requestCredentials, requireProvider } from './providerCredentials';
export { readDockerConfig, readPullSecretsOfAccount } from './pullSecrets';
export { readSecret } from './readSecret';
export type { SecretData } from './readSecret';
export {
  basicAuthOf,
  proxyOptionsOf,
  SecretContentError,
  tlsOptionsOf,
} from './secretAuth';
export { refuseVerification } from './refuseVerification';
export { remoteSignal } from './remoteSignal';
export { reportProgress, reportStart } from './reportProgress';
export { SourceInformers } from './SourceInformers';
export type { ArtifactObject, SourceKey } from './SourceInformers';
export type { ArtifactContent, EventText, SourceKind } from './SourceKind';
export { intervalOf } from './SourceObject';
export type { SourceContext, SourceObject } from './SourceObject';
export { hostOf } from './hostOf';
