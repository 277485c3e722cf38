import { AppliedObjectCache, formatKey } from '@backstage-gitops/kube';
import type { KubeObject, ObjectKey, ObjectRef } from '@backstage-gitops/kube';

/** Versions of applied objects that equal their manifests, by Kustomization. */
export class AppliedObjectCaches {
  readonly #caches = new Map<string, AppliedObjectCache>();

  of(key: ObjectKey): AppliedObjectCache {
    const name = formatKey(key);
    const cache = this.#caches.get(name) ?? new AppliedObjectCache();
    this.#caches.set(name, cache);
    return cache;
  }

  /**
   * True when this version of the object is the one that was applied.
   * @param owner - `namespace/name` of a Kustomization
   */
  isKnown(owner: string, ref: ObjectRef, live: KubeObject): boolean {
    return this.#caches.get(owner)?.isKnown(ref, live) ?? false;
  }

  /** Drops what is known, when the Kustomization is gone. */
  forget(key: ObjectKey): void {
    this.#caches.delete(formatKey(key));
  }
}
