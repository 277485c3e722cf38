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
} from './release/release';
export type { ReleaseStorage } from './storage/ReleaseStorage';
export type * from './actions/types';
