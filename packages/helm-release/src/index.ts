/**
 * Helm releases on a cluster: where they are stored, and the actions that
 * change them.
 *
 * @packageDocumentation
 */
export type {
  ApplyMethod,
  GoTime,
  HookExecution,
  Release,
  ReleaseHook,
  ReleaseInfo,
  ReleaseStatus,
  StoredChart,
  StoredFile,
} from './release/release';
export {
  decodeRelease,
  encodeRelease,
  releaseJson,
} from './release/encodeRelease';
export { goJson } from './release/json/goJson';
export { statusJson } from './release/statusJson';
export type { DecodeLimits } from './release/encodeRelease';
export type { DigestAlgorithm } from './release/digestOf';
export { snapshotDigest } from './release/snapshotDigest';
export type { SnapshotDigestOptions } from './release/snapshotDigest';
export { valuesDigest } from './release/valuesDigest';
export {
  createConfigMapStorage,
  createSecretStorage,
} from './storage/createStorage';
export type {
  ObjectStorage,
  StorageOptions,
  StoredRevision,
} from './storage/ObjectStorage';
export { ReleaseCache } from './storage/ReleaseCache';
export { ReleaseStorageError } from './storage/ReleaseStorageError';
export type { ReleaseStorageErrorCode } from './storage/ReleaseStorageError';
export type {
  CreateReleaseOptions,
  ReleaseStorage,
} from './storage/ReleaseStorage';
export type * from './actions/types';
export { ActionError } from './actions/errors';
export type { ActionErrorCode } from './actions/errors';
export { install } from './actions/install';
export { fromStoredChart } from './actions/storedChart';
export { rollback } from './actions/rollback';
export { readTestLogs, testRelease } from './actions/test';
export type { TestLog } from './actions/test';
export { uninstall } from './actions/uninstall';
export { upgrade } from './actions/upgrade';
export { ResourceError, UpdateError } from './resources/errors';
export type { ResourceErrorCode } from './resources/errors';
export { buildResources } from './resources/buildResources';
export { createResources } from './resources/createResources';
export { deleteResources } from './resources/deleteResources';
export { resourceKey } from './resources/resource';
export type {
  CreateSettings,
  DeleteResult,
  Resource,
  ResourceContext,
  UpdateResult,
  UpdateSettings,
} from './resources/resource';
export { parseManifest } from './resources/parseManifest';
export { updateResources } from './resources/updateResources';
export { HookError } from './hooks/HookError';
export type { HookErrorCode } from './hooks/HookError';
export { runHooks } from './hooks/runHooks';
export type { HookSettings } from './hooks/runHooks';
export { WaitError } from './wait/WaitError';
export type { UnreadyObject, WaitErrorCode } from './wait/WaitError';
export { ObjectChanges } from './wait/ObjectChanges';
export { waitForDeletion, waitForResources } from './wait/waitForResources';
export type { ResourceWaitSettings } from './wait/waitForResources';
export { createEnvironment } from './lookup/createEnvironment';
export type { LookupAnswer, LookupQuery } from './lookup/readLookup';
export { renderInRounds, renderRound } from './lookup/renderWithLookup';
export type {
  LookupAnswers,
  LookupQueries,
  LookupRound,
} from './lookup/renderWithLookup';
