import {
  parseInventoryEntry,
  type InventoryEntry,
  type ObjectRef,
} from '@backstage-gitops/kube';

/** The objects that `status.inventory` names; entries that are not ids are left out. */
export function readInventory(
  entries: readonly InventoryEntry[] | undefined,
): ObjectRef[] {
  return (entries ?? []).flatMap(entry => {
    try {
      const ref = parseInventoryEntry(entry);
      return [{ ...ref, namespace: ref.namespace || undefined }];
    } catch {
      return [];
    }
  });
}
