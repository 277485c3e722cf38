import { KubeObject, ObjectRef } from '../api/types';
import { toInventoryId } from './inventory';

/** Objects that exist since they were applied, and who has applied them. */
export interface AppliedSet {
  readonly fieldManager: string;
  readonly refs: readonly ObjectRef[];
}

/** Who the object is, and which fields `manager` has applied to it. */
function standOf(object: KubeObject, manager: string): string {
  const { uid, deletionTimestamp, managedFields = [] } = object.metadata;
  const own = managedFields.filter(
    entry =>
      entry.manager === manager &&
      entry.operation === 'Apply' &&
      !entry.subresource,
  );
  const fields = own.map(({ fieldsV1 }) => fieldsV1);
  return JSON.stringify([uid, deletionTimestamp !== undefined, fields]);
}

/**
 * Notices that objects are no longer as they were at the first look: gone,
 * replaced, about to be deleted, or no longer with the fields of their applier,
 * which who writes another value takes away.
 */
export class ForeignChanges {
  readonly #stands = new Map<string, string>();
  readonly #applied: ReadonlySet<string>;

  constructor(private readonly applied: AppliedSet) {
    this.#applied = new Set(applied.refs.map(toInventoryId));
  }

  /** True when the object was there before and is no longer as it was. */
  has(ref: ObjectRef, live: KubeObject | undefined): boolean {
    const id = toInventoryId(ref);
    const before = this.#stands.get(id);
    if (!live) return before !== undefined || this.#applied.has(id);
    const now = standOf(live, this.applied.fieldManager);
    this.#stands.set(id, before ?? now);
    return before !== undefined && before !== now;
  }
}
