import { DurationError, parseDuration } from '@backstage-gitops/kube';
import {
  NOTIFY_ANNOTATION,
  NOTIFY_REPEAT_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import type { Alert } from '@backstage-gitops/plugin-gitops-common';
import type { FluxEvent } from '../FluxEvent';

/** What an event says of its object. */
export type ObjectState = 'failing' | 'working';

/** Reasons of success that say nothing of whether the object works again. */
const NO_RECOVERY: readonly string[] = [
  'GarbageCollectionSucceeded',
  'RollbackSucceeded',
  'UninstallSucceeded',
];
const RECOVERY = /Succeeded$|^NewArtifact$/;
const DEFAULT_REPEAT_MS = 24 * 3600_000;

/** The state that an event tells; undefined: none, such as progress. */
export function stateOf({
  severity,
  reason,
}: FluxEvent): ObjectState | undefined {
  if (severity === 'error') return 'failing';
  const isRecovery = RECOVERY.test(reason) && !NO_RECOVERY.includes(reason);
  return isRecovery ? 'working' : undefined;
}

/** How an alert that sends changes only repeats itself. */
interface ChangesOnly {
  /** Milliseconds after which a failure that lasts is sent again; 0: never. */
  readonly repeatMs: number;
  /** What of the annotations can't be used. */
  readonly problem?: string;
}

/** Whether an alert sends changes of state only; undefined: it sends all. */
export function changesOnlyOf({ metadata }: Alert): ChangesOnly | undefined {
  const { annotations = {} } = metadata;
  if (annotations[NOTIFY_ANNOTATION] !== 'changes') return undefined;
  const text = annotations[NOTIFY_REPEAT_ANNOTATION];
  if (text === undefined) return { repeatMs: DEFAULT_REPEAT_MS };
  try {
    return { repeatMs: parseDuration(text) };
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return {
      repeatMs: DEFAULT_REPEAT_MS,
      problem: `annotation ${NOTIFY_REPEAT_ANNOTATION}: ${error.message}; a failure is repeated after 24h`,
    };
  }
}
