import {
  Change,
  formatChanges,
  parseInventoryEntry,
  ResourceManager,
  toInventoryEntry,
  TransientError,
} from '@backstage-gitops/kube';
import type { DeleteSetOptions, ObjectRef } from '@backstage-gitops/kube';
import {
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
  PRUNE_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import { Reason } from '../conditions';
import { retryIntervalOf } from '../schedule';
import type {
  InventoryEntries,
  Kustomization,
  KustomizationContext,
} from '../types';
import { EXCLUDE } from './applyManifests';

/** Inventory after an apply: everything in it, in the order of application. */
export function inventoryOf(changes: readonly Change[]): InventoryEntries {
  return changes.map(change => toInventoryEntry(change.ref));
}

/** Objects of the old inventory that the new one no longer has. */
function staleRefs(
  before: InventoryEntries | undefined,
  after: InventoryEntries,
): ObjectRef[] {
  const kept = new Set(after.map(entry => entry.id));
  return (before ?? [])
    .filter(entry => !kept.has(entry.id))
    .map(parseInventoryEntry);
}

/** How this Kustomization's objects are deleted: only while they are its own. */
export function deleteOptionsOf(
  object: Kustomization,
  signal: AbortSignal,
): DeleteSetOptions {
  return {
    signal,
    owner: {
      [KUSTOMIZATION_NAME_LABEL]: object.metadata.name ?? '',
      [KUSTOMIZATION_NAMESPACE_LABEL]: object.metadata.namespace ?? '',
    },
    exclude: { ...EXCLUDE, [PRUNE_ANNOTATION]: 'disabled' },
  };
}

/** Text of what could not be deleted. */
export function deleteFailure(failures: readonly string[]): string {
  return `delete failed, errors: ${failures.map(text => `${text};`).join('')}`;
}

/**
 * Deletes what the last run applied and this one does not, and emits an
 * event that lists it. What can't be deleted stays in the inventory.
 * @throws TransientError - PruneFailed
 */
export async function pruneStale(
  ctx: KustomizationContext,
  manager: ResourceManager,
  before: InventoryEntries | undefined,
  changes: readonly Change[],
): Promise<void> {
  if (!ctx.object.spec.prune) return;
  const refs = staleRefs(before, inventoryOf(changes));
  if (refs.length === 0) return;
  const result = await manager.deleteAll(
    refs,
    deleteOptionsOf(ctx.object, ctx.signal),
  );
  const done = result.changes.filter(({ action }) => action !== 'unknown');
  if (done.length > 0) {
    ctx.event({
      type: 'Normal',
      reason: 'Progressing',
      message: formatChanges(done),
    });
  }
  if (result.failures.length === 0) return;
  const failed = result.changes.filter(({ action }) => action === 'unknown');
  ctx.status.inventory?.entries.push(...inventoryOf(failed));
  throw new TransientError(Reason.pruneFailed, deleteFailure(result.failures), {
    retryAfterMs: retryIntervalOf(ctx.object),
  });
}
