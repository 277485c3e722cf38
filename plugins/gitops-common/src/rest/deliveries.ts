/**
 * The five words for the state of anything, everywhere. `Unknown` means stale,
 * unreachable, or never looked at by a controller.
 */
export type DeliveryState =
  | 'Ready'
  | 'Reconciling'
  | 'Failed'
  | 'Suspended'
  | 'Unknown';

/** Name of one GitOps object over all clusters. */
export interface DeliveryRef {
  readonly cluster: string;
  /** `Kustomization`, `GitRepository`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What is known about the commit behind a revision. */
export interface CommitInfo {
  /** First line of the message. */
  readonly title?: string;
  readonly author?: string;
  /** RFC 3339. */
  readonly time?: string;
}

/** A revision such as `main@sha1:<40 hex>`, taken apart. */
export interface Revision {
  /** As the controllers write it. */
  readonly raw: string;
  /** Branch, tag or reference; absent for a bare commit. */
  readonly ref?: string;
  /** Full commit hash or digest without its algorithm. */
  readonly hash?: string;
  readonly commit?: CommitInfo;
}

/** State of an object, first in words, then as the controller wrote it. */
export interface StateView {
  readonly state: DeliveryState;
  /** One sentence for a person. */
  readonly sentence: string;
  /** False: nothing happens until the spec or an annotation changes. */
  readonly willRetry: boolean;
  /** Reason and message of the condition behind the sentence. */
  readonly reason?: string;
  readonly message?: string;
  /** Since when; RFC 3339. */
  readonly since?: string;
}

/** A source of manifests, as far as its consumers' page shows it. */
export interface SourceView extends StateView {
  readonly ref: DeliveryRef;
  /** Without user name and password. */
  readonly url?: string;
  /** What is stored and offered to consumers. */
  readonly revision?: Revision;
  readonly suspension?: Suspension;
}

/** Who suspended an object, why, and until when; absent parts were not said. */
export interface Suspension {
  /** Entity reference of the user. */
  readonly by?: string;
  readonly reason?: string;
  /** RFC 3339; the portal resumes then. */
  readonly until?: string;
}

/** Objects of an inventory, counted by health. */
export interface HealthCount {
  readonly total: number;
  readonly healthy: number;
  readonly progressing: number;
  readonly failed: number;
  /** Not yet looked at, or not readable. */
  readonly unknown: number;
}

/** How an entity was found to be delivered by an object. */
export type BindingOrigin = 'annotation' | 'object-label' | 'workload-label';

/** One row of the tab: an object that delivers the entity. */
export interface Delivery extends StateView {
  readonly ref: DeliveryRef;
  readonly origin: BindingOrigin;
  /** What runs. */
  readonly applied?: Revision;
  /** What the last run tried. */
  readonly attempted?: Revision;
  /** When `applied` was last reached; RFC 3339. */
  readonly lastAppliedAt?: string;
  /** When the controller looks again at the latest, if it is known; RFC 3339. */
  readonly nextRunAt?: string;
  /** Folder of the source. */
  readonly path?: string;
  readonly source?: SourceView;
  readonly suspension?: Suspension;
  readonly health: HealthCount;
}

/** A binding that leads nowhere. */
export interface MissingDelivery {
  readonly ref: DeliveryRef;
  /** What is wrong and what to do, in a sentence. */
  readonly sentence: string;
}

/** Whether what is shown of a cluster is fresh. */
export interface ClusterView {
  readonly name: string;
  readonly isReachable: boolean;
  /** Since when the picture is old; RFC 3339. */
  readonly staleSince?: string;
  /** Why, in a sentence. */
  readonly sentence?: string;
}

/** What the caller may do to the deliveries of an entity. */
export interface AllowedActions {
  readonly reconcile: boolean;
  readonly suspend: boolean;
}

/** Everything the card and the list of the tab show about an entity. */
export interface EntitySnapshot {
  readonly entityRef: string;
  /** Entity references of the owners, to be named where something is denied. */
  readonly owners: readonly string[];
  /** Failing first, then by name. */
  readonly deliveries: readonly Delivery[];
  readonly missing: readonly MissingDelivery[];
  readonly clusters: readonly ClusterView[];
  readonly allowed: AllowedActions;
}

/** Health of one object, in kstatus' words. */
export type ObjectHealth =
  | 'Current'
  | 'InProgress'
  | 'Failed'
  | 'Terminating'
  | 'NotFound'
  | 'Unknown';

/** One object of the inventory, or one that such an object owns. */
export interface InventoryNode {
  /** Unique within a tree. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly health: ObjectHealth;
  /** Why it is not `Current`, in words. */
  readonly message?: string;
  /** Such as `2/3 ready` or an image; never a value of a Secret. */
  readonly detail?: string;
  readonly children: readonly InventoryNode[];
}

/** A condition in words and as it is. */
export interface ConditionView {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly sentence: string;
}

/** A Kubernetes event of a delivery or its source. */
export interface EventView {
  readonly id: string;
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly time: string;
}

/** Something that a person did in the portal. */
export interface ActionView {
  readonly id: string;
  readonly action: ActionName;
  /** Entity reference of the user. */
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
  readonly outcome: 'requested' | 'failed';
  readonly message?: string;
}

export type ActionName =
  | 'reconcile'
  | 'reconcile-with-source'
  | 'suspend'
  | 'resume';

/** Everything the lower half of the tab shows about one delivery. */
export interface DeliveryDetail {
  readonly ref: DeliveryRef;
  readonly conditions: readonly ConditionView[];
  readonly sourceConditions: readonly ConditionView[];
  readonly tree: readonly InventoryNode[];
  /** Newest first, at most 100. */
  readonly events: readonly EventView[];
  /** Newest first, at most 50. */
  readonly actions: readonly ActionView[];
  /** The object as stored, without managed fields. */
  readonly manifest: Readonly<Record<string, unknown>>;
}
