import { formatKey } from '@backstage-gitops/kube';
import type { ObjectKey, ObjectRef } from '@backstage-gitops/kube';

type Look = (ref: ObjectRef) => void;

/** Waits in a row that changes of objects may end; the next ends by itself. */
const MAX_RESTARTS = 3;

/**
 * The health checks that wait: told of changes of their objects, and kept from
 * being started again for ever by an object that somebody keeps changing.
 */
export class HealthWaits {
  readonly #waits = new Map<string, Set<Look>>();
  readonly #restarts = new Map<string, number>();

  /** Calls back for each change until the returned function is called. */
  subscribe(owner: ObjectKey, look: Look): () => void {
    const key = formatKey(owner);
    const looks = this.#waits.get(key) ?? new Set();
    this.#waits.set(key, looks);
    looks.add(look);
    return () => {
      looks.delete(look);
      if (looks.size === 0) this.#waits.delete(key);
    };
  }

  /** @param owner - `namespace/name` of a Kustomization */
  notice(owner: string, ref: ObjectRef): void {
    this.#waits.get(owner)?.forEach(look => look(ref));
  }

  /** False once changes of objects have ended several waits in a row. */
  mayRestart(owner: ObjectKey): boolean {
    return (this.#restarts.get(formatKey(owner)) ?? 0) < MAX_RESTARTS;
  }

  /** Counts a wait that a change of an object has ended. */
  countRestart(owner: ObjectKey): void {
    const key = formatKey(owner);
    this.#restarts.set(key, (this.#restarts.get(key) ?? 0) + 1);
  }

  /** Begins to count anew: a wait has ended otherwise, or the object is gone. */
  forget(owner: ObjectKey): void {
    this.#restarts.delete(formatKey(owner));
  }
}
