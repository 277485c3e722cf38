import type { Statement } from './statements';

/** Health of one object, in the words of kstatus. */
export type ObjectHealth =
  | 'Current'
  | 'InProgress'
  | 'Failed'
  | 'Terminating'
  | 'NotFound'
  | 'Unknown';

/** Objects of an inventory, counted by health. */
export interface HealthCount {
  readonly total: number;
  readonly healthy: number;
  readonly progressing: number;
  readonly failed: number;
  /** Not yet read, or not readable. */
  readonly unknown: number;
}

/** One object of the inventory, or one that such an object owns. */
export interface InventoryNode {
  /** Unique within a tree. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent on cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  readonly health: ObjectHealth;
  /** kstatus' text when the object exists and is not `Current`. */
  readonly message?: string;
  /** `podsReady`, `runsImages` or `valuesHidden`; never a value of a Secret. */
  readonly detail?: Statement;
  readonly children: readonly InventoryNode[];
}
