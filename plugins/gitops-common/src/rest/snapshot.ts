import type { ActionRecord } from './actions';
import type { InventoryNode } from './inventory';
import type { UnresolvedReference } from './match';
import type { GitOpsObject } from './objects';
import type { ObjectRef } from './refs';
import type { Statement } from './statements';

/** Whether what is shown of a cluster is fresh and complete. */
export interface ClusterStatus {
  readonly name: string;
  readonly isReachable: boolean;
  /** Since when what is shown is old; RFC 3339. */
  readonly staleSince?: string;
  /** Of the whole cluster, or of single kinds. Empty when all is well. */
  readonly problems: readonly Statement[];
}

/** Everything the card and the list of the tab show about an entity. */
export interface EntitySnapshot {
  readonly entityRef: string;
  /** Entity references of the owners, to be named where something is denied. */
  readonly owners: readonly string[];
  /** Those that the entity names first; among these failing first, then by name. */
  readonly objects: readonly GitOpsObject[];
  readonly unresolved: readonly UnresolvedReference[];
  readonly clusters: readonly ClusterStatus[];
}

/** A condition as a statement and as the controller wrote it. */
export interface ConditionView {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** RFC 3339. */
  readonly lastTransitionTime: string;
  readonly statement: Statement;
}

/** A Kubernetes event of an object or its source. */
export interface EventView {
  readonly id: string;
  /** `Kind/name` */
  readonly object: string;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** RFC 3339. */
  readonly time: string;
}

/** Conditions of a source of the object. */
export interface SourceConditions {
  readonly ref: ObjectRef;
  readonly conditions: readonly ConditionView[];
}

/** Everything the lower half of the tab shows about one object. */
export interface ObjectDetail {
  readonly ref: ObjectRef;
  readonly conditions: readonly ConditionView[];
  /** The nearest source first; empty for a source or one that is not readable. */
  readonly sources: readonly SourceConditions[];
  /** What it has applied, with what these objects own. */
  readonly tree: readonly InventoryNode[];
  /** Why the tree is empty or of unknown health, such as `targetNotWatched`. */
  readonly treeStatement?: Statement;
  /** Newest first, at most 100. */
  readonly events: readonly EventView[];
  /** Newest first, at most 50. */
  readonly actions: readonly ActionRecord[];
  /**
   * The object as stored, without managed fields and values that may be
   * secret. Absent unless the object agrees to the entity.
   */
  readonly manifest?: Readonly<Record<string, unknown>>;
}
