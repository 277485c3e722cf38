/** Condition types of sources, besides Ready, Reconciling and Stalled. */
export const ARTIFACT_IN_STORAGE = 'ArtifactInStorage';
export const ARTIFACT_OUTDATED = 'ArtifactOutdated';
export const BUILD_FAILED = 'BuildFailed';
export const FETCH_FAILED = 'FetchFailed';
export const INCLUDE_UNAVAILABLE = 'IncludeUnavailable';
export const SOURCE_VERIFIED = 'SourceVerified';
export const STORAGE_OPERATION_FAILED = 'StorageOperationFailed';

/**
 * Condition types of negative polarity that mean a failure. Ready copies the
 * first one that is True, in this order.
 * @see Flux: source-controller, `summarize.Conditions` of each kind
 */
export const FAILURE_CONDITIONS = [
  STORAGE_OPERATION_FAILED,
  FETCH_FAILED,
  BUILD_FAILED,
  INCLUDE_UNAVAILABLE,
] as const;

/** Type of a condition that is only present while it is True: a failure. */
export type FailureCondition = (typeof FAILURE_CONDITIONS)[number];

/** Reasons of conditions and events that all sources share. */
export const SourceReason = {
  archiveOperationFailed: 'ArchiveOperationFailed',
  artifactUpToDate: 'ArtifactUpToDate',
  artifactVerificationFailed: 'ArtifactVerificationFailed',
  authenticationFailed: 'AuthenticationFailed',
  directoryCreationFailed: 'DirectoryCreationFailed',
  garbageCollectionFailed: 'GarbageCollectionFailed',
  garbageCollectionSucceeded: 'GarbageCollectionSucceeded',
  failed: 'Failed',
  invalidProviderConfiguration: 'InvalidProviderConfiguration',
  newArtifact: 'NewArtifact',
  newRevision: 'NewRevision',
  readOperationFailed: 'ReadOperationFailed',
  succeeded: 'Succeeded',
  symlinkUpdateFailed: 'SymlinkUpdateFailed',
  urlInvalid: 'URLInvalid',
  verificationError: 'VerificationError',
} as const;
