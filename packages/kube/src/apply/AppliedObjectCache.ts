import { createHash } from 'node:crypto';
import { KubeObject, ObjectRef } from '../api/types';
import { toInventoryId } from './inventory';

interface Remembered {
  readonly hash: string;
  readonly resourceVersion: string;
  readonly uid: string;
}

/**
 * Remembers, of objects found equal to their manifest, which version that was.
 * While the object has that version and the manifest is the same, there is
 * nothing to compare. Lost on restart, and then simply learned again.
 */
export class AppliedObjectCache {
  readonly #objects = new Map<string, Remembered>();
  readonly #hashes = new WeakMap<KubeObject, string>();

  /** Version at which the live object equals `desired`, if known. */
  versionOf(desired: KubeObject, ref: ObjectRef): Remembered | undefined {
    const found = this.#objects.get(toInventoryId(ref));
    return found?.hash === this.#hash(desired) ? found : undefined;
  }

  remember(desired: KubeObject, ref: ObjectRef, live: KubeObject): void {
    const { resourceVersion, uid } = live.metadata;
    if (!resourceVersion || !uid) return;
    this.#objects.set(toInventoryId(ref), {
      hash: this.#hash(desired),
      resourceVersion,
      uid,
    });
  }

  /** True when this version of the object is the one remembered. */
  isKnown(ref: ObjectRef, live: KubeObject): boolean {
    const found = this.#objects.get(toInventoryId(ref));
    return (
      found !== undefined &&
      found.uid === live.metadata.uid &&
      found.resourceVersion === live.metadata.resourceVersion
    );
  }

  forget(ref: ObjectRef): void {
    this.#objects.delete(toInventoryId(ref));
  }

  #hash(desired: KubeObject): string {
    let hash = this.#hashes.get(desired);
    if (hash === undefined) {
      hash = createHash('sha1')
        .update(JSON.stringify(desired))
        .digest('base64');
      this.#hashes.set(desired, hash);
    }
    return hash;
  }
}
