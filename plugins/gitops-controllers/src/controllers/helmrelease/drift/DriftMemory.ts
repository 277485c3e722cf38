import { createHash } from 'crypto';
import { formatKey, toInventoryId } from '@backstage-gitops/kube';
import type { KubeObject, ObjectKey, ObjectRef } from '@backstage-gitops/kube';

/** What was found of a release whose objects did not differ. */
export interface Remembered {
  /** Of what they were compared with. */
  readonly digest: string;
  /** Objects by inventory id, with the mark of the version that was looked at. */
  readonly objects: ReadonlyMap<
    string,
    { readonly ref: ObjectRef; readonly mark: string }
  >;
}

/**
 * A version of an object as far as drift is concerned: a new status is none,
 * where the kind counts generations.
 */
export function markOf({ metadata }: KubeObject): string {
  const { uid, generation, resourceVersion, labels, annotations } = metadata;
  const version = generation ?? `version ${resourceVersion}`;
  return createHash('sha1')
    .update(JSON.stringify([uid, version, labels, annotations]))
    .digest('base64');
}

/** SHA-1 over texts. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha1');
  for (const text of texts) hash.update(`${text.length} `).update(text);
  return hash.digest('base64');
}

/**
 * Remembers which objects of which release were found without drift. Lost on
 * restart, and then simply learned again.
 */
export class DriftMemory {
  readonly #releases = new Map<string, Remembered>();

  of(key: ObjectKey): Remembered | undefined {
    return this.#releases.get(formatKey(key));
  }

  remember(key: ObjectKey, found: Remembered): void {
    this.#releases.set(formatKey(key), found);
  }

  forget(key: ObjectKey): void {
    this.#releases.delete(formatKey(key));
  }

  /**
   * True when this version of the object was found without drift.
   * @param owner - `namespace/name` of the HelmRelease
   */
  isKnown(owner: string, ref: ObjectRef, live: KubeObject): boolean {
    const objects = this.#releases.get(owner)?.objects;
    return objects?.get(toInventoryId(ref))?.mark === markOf(live);
  }

  /** True when drift of the object is looked for. */
  isListed(owner: string, ref: ObjectRef): boolean {
    const objects = this.#releases.get(owner)?.objects;
    return objects?.has(toInventoryId(ref)) ?? false;
  }
}
