import type { HealthCount } from './inventory';
import type { EntityMatch } from './match';
import type { ActionOffer } from './actions';
import type { ObjectRef } from './refs';
import type { Revision } from './revision';
import type { Statement } from './statements';

/**
 * The five words for the state of anything, everywhere. `Unknown` means stale,
 * unreachable, not readable, or never read by a controller.
 */
export type ObjectState =
  | 'Ready'
  | 'Reconciling'
  | 'Failed'
  | 'Suspended'
  | 'Unknown';

/** What a kind does in the way of a commit, in Flux's words. */
export type ObjectRole =
  | 'source'
  | 'applier'
  | 'image'
  | 'notification'
  | 'operator';

/** State of an object: first as a statement, then as the controller wrote it. */
export interface ObjectStatus {
  readonly state: ObjectState;
  readonly statement: Statement;
  /** False: nothing happens until the spec or an annotation changes. */
  readonly willRetry: boolean;
  /** Reason and message of the condition behind the statement. */
  readonly reason?: string;
  readonly message?: string;
  /** Since when; RFC 3339. */
  readonly since?: string;
}

/** Who suspended an object, why, and until when; absent parts are not known. */
export interface Suspension {
  /** Entity reference of the user. */
  readonly by?: string;
  readonly reason?: string;
  /** RFC 3339; the portal resumes then. */
  readonly until?: string;
}

/** Facet of objects that produce or apply revisions. */
export interface RevisionFacet {
  /** What an applier has applied. */
  readonly applied?: Revision;
  /** What the last run tried. */
  readonly attempted?: Revision;
  /** What a source holds for its consumers. */
  readonly stored?: Revision;
  /** When `applied` or `stored` was last reached; RFC 3339. */
  readonly reachedAt?: string;
}

/** Facet of objects that run at intervals. Durations as in Go: `1m30s`. */
export interface ScheduleFacet {
  readonly interval: string;
  readonly retryInterval?: string;
  readonly timeout?: string;
  /** When the next run is due; absent when suspended, overdue or not known. RFC 3339. */
  readonly nextRunAt?: string;
}

/** Facet of appliers: the objects that they have applied. */
export interface InventoryFacet {
  readonly health: HealthCount;
  /** Why the health cannot be known, such as `targetNotWatched`. */
  readonly statement?: Statement;
}

/** Facet of appliers that apply to another cluster than their own. */
export interface TargetFacet {
  /** Name of the target in the portal; absent when it is none of its clusters. */
  readonly cluster?: string;
  /** Why its objects cannot be read. */
  readonly statement?: Statement;
}

/** Codes of {@link Fact}; the front end has a label for each. */
export type FactCode =
  | 'path'
  | 'url'
  | 'reference'
  | 'provider'
  | 'type'
  | 'chart'
  | 'version'
  | 'targetNamespace'
  | 'serviceAccount'
  | 'dependsOn'
  | 'verification';

/** One line that only this kind has; the front end shows them in this order. */
export interface Fact {
  readonly code: FactCode;
  /** Without credentials. Several values are joined by `, `. */
  readonly value: string;
}

/** An object as its consumers' rows show it; facets are absent where they do not apply. */
export interface ObjectSummary extends ObjectStatus {
  readonly ref: ObjectRef;
  readonly role: ObjectRole;
  readonly revision?: RevisionFacet;
  readonly schedule?: ScheduleFacet;
  readonly suspension?: Suspension;
  /** Where its content comes from; the source of a HelmChart has one itself. */
  readonly source?: ObjectSummary;
  readonly facts: readonly Fact[];
}

/** One row of the tab: an object that belongs to the entity. */
export interface GitOpsObject extends ObjectSummary {
  readonly match: EntityMatch;
  readonly inventory?: InventoryFacet;
  readonly target?: TargetFacet;
  /** What this kind offers, in the order of the buttons. */
  readonly actions: readonly ActionOffer[];
}
