import { AppliedMemory, formatKey } from '@backstage-gitops/kube';
import type { KubeObject, ObjectKey, ObjectRef } from '@backstage-gitops/kube';

/** What is known about the applied objects of each Kustomization. */
export class AppliedMemories {
  readonly #memories = new Map<string, AppliedMemory>();

  of(key: ObjectKey): AppliedMemory {
    const name = formatKey(key);
    const memory = this.#memories.get(name) ?? new AppliedMemory();
    this.#memories.set(name, memory);
    return memory;
  }

  /**
   * True when this version of the object is the one that was applied.
   * @param owner - `namespace/name` of a Kustomization
   */
  isKnown(owner: string, ref: ObjectRef, live: KubeObject): boolean {
    return this.#memories.get(owner)?.isKnown(ref, live) ?? false;
  }

  /** Drops what is known, when the Kustomization is gone. */
  forget(key: ObjectKey): void {
    this.#memories.delete(formatKey(key));
  }
}
