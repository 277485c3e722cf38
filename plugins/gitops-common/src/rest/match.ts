import type { Statement } from './statements';

/**
 * What led from an entity to an object, the strongest first:
 * - `entity-annotation`: `backstage-gitops.io/<kind>` of the entity names it
 * - `object-annotation`: `backstage-gitops.io/entity` of the object names the entity
 * - `object-label`: label `backstage.io/kubernetes-id` of the object
 * - `workload-label`: that label on a workload in the inventory of the object
 */
export type MatchOrigin =
  | 'entity-annotation'
  | 'object-annotation'
  | 'object-label'
  | 'workload-label';

/**
 * How an entity was matched to an object. Rights come from the object, trust
 * from the entity: both sides have to name the other before an object is shown
 * without a caveat.
 */
export interface EntityMatch {
  readonly origin: MatchOrigin;
  /**
   * The entity's own annotation names the object or its namespace
   * (`backstage.io/kubernetes-namespace`). Others are listed after these.
   */
  readonly isNamedByEntity: boolean;
  /**
   * The object names the entity (`backstage-gitops.io/entity`), or app-config
   * does so for its namespace. Manifest and actions need it.
   */
  readonly isAgreedByObject: boolean;
  /** `notAgreed`, `sharedIdOnly` or `claimedByObject`; absent when both agree. */
  readonly statement?: Statement;
}

/** A reference of an entity annotation that leads to no object. */
export interface UnresolvedReference {
  /** Annotation of the entity, such as `backstage-gitops.io/kustomization`. */
  readonly annotation: string;
  /** The item as written there. */
  readonly reference: string;
  readonly kind: string;
  readonly statement: Statement;
}
