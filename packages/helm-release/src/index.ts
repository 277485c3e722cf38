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
export type { ReleaseStorage } from './storage/ReleaseStorage';
export type * from './actions/types';
export { HookError } from './hooks/HookError';
export type { HookErrorCode } from './hooks/HookError';
export { runHooks } from './hooks/runHooks';
export type { HookSettings } from './hooks/runHooks';
export { WaitError } from './wait/WaitError';
export type { UnreadyObject, WaitErrorCode } from './wait/WaitError';
export { waitForDeletion, waitForResources } from './wait/waitForResources';
export type { ResourceWaitSettings } from './wait/waitForResources';
