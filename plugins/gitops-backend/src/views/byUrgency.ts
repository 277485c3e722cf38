import {
  formatObjectRef,
  type GitOpsObject,
  type ObjectState,
} from '@backstage-gitops/plugin-gitops-common';

const URGENCY: readonly ObjectState[] = [
  'Failed',
  'Unknown',
  'Reconciling',
  'Suspended',
  'Ready',
];

/**
 * Order of the objects of an entity: those that it names before those that only
 * name it or share its id; among these failing first, and those whose source
 * fails before those that are well.
 */
export function byUrgency(a: GitOpsObject, b: GitOpsObject): number {
  return (
    trustOf(b) - trustOf(a) ||
    rankOf(a) - rankOf(b) ||
    formatObjectRef(a.ref).localeCompare(formatObjectRef(b.ref))
  );
}

function trustOf({ match }: GitOpsObject): number {
  return Number(match.isNamedByEntity);
}

function rankOf({ state, source }: GitOpsObject): number {
  return URGENCY.indexOf(state) - (source?.state === 'Failed' ? 0.5 : 0);
}
