import { ObjectRef } from '../api/types';

/** What happened to one object. */
export type ChangeAction =
  | 'created'
  | 'configured'
  | 'unchanged'
  | 'deleted'
  | 'skipped'
  | 'unknown';

export interface Change {
  readonly ref: ObjectRef;
  readonly action: ChangeAction;
}

/** `Kind/namespace/name` of a reference. */
export function subjectOf(ref: ObjectRef): string {
  return ref.namespace
    ? `${ref.kind}/${ref.namespace}/${ref.name}`
    : `${ref.kind}/${ref.name}`;
}

/** One line a change, as listed in events: `ConfigMap/ns/name created`. */
export function formatChanges(changes: readonly Change[]): string {
  return changes
    .map(change => `${subjectOf(change.ref)} ${change.action}`)
    .join('\n');
}
