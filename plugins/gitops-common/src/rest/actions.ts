/** What can be asked of an object; also the last part of the request's path. */
export type ActionName =
  | 'reconcile'
  | 'reconcile-with-source'
  | 'suspend'
  | 'resume';

/** Every {@link ActionName}. */
export const ACTION_NAMES: readonly ActionName[] = [
  'reconcile',
  'reconcile-with-source',
  'suspend',
  'resume',
];

/** An action that an object's kind offers, and whether the caller may take it. */
export interface ActionOffer {
  readonly action: ActionName;
  readonly isAllowed: boolean;
  /** Why not: the caller lacks a permission, or the object does not agree to the entity. */
  readonly deniedBy?: 'permission' | 'not-agreed';
  /** Name of the permission that the action needs, such as `gitops.suspend`. */
  readonly permission: string;
}

/** Body of `POST …/suspend`. The other actions take none. */
export interface SuspendRequest {
  /** Why; 1 to 500 characters. */
  readonly reason: string;
  /** RFC 3339, in the future; the portal resumes then. */
  readonly until?: string;
}

/** Answer to an accepted action (202); what comes of it is seen in the stream. */
export interface ActionAccepted {
  /** Value of the request annotation, or the time of the change. */
  readonly requestedAt: string;
}

/** Something that a person did in the portal. */
export interface ActionRecord {
  readonly id: string;
  readonly action: ActionName;
  /** Entity reference of the user. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  readonly reason?: string;
  readonly outcome: 'requested' | 'failed';
  /** Why it failed. */
  readonly message?: string;
}
