import { createApiRef } from '@backstage/core-plugin-api';
import type {
  ActionAccepted,
  ActionName,
  EntityName,
  EntitySnapshot,
  ObjectDetail,
  ObjectRef,
  SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';

/** Receives what a stream brings, in the order in which it happened. */
export interface StreamObserver {
  onSnapshot(snapshot: EntitySnapshot): void;
  onDetail(detail: ObjectDetail): void;
  /** The stream works (again). */
  onLive(): void;
  /** The stream is broken and is being opened again. */
  onBroken(error: unknown): void;
  /** The server refuses the stream: no permission, no such entity. */
  onRefused(error: Error): void;
}

/** An action with what it needs. */
export type ActionRequest =
  | { readonly action: Exclude<ActionName, 'suspend'> }
  | ({ readonly action: 'suspend' } & SuspendRequest);

/** The portal API. Calls reject with `ResponseError` of `@backstage/errors`. */
export interface GitOpsApi {
  /**
   * Follows an entity, and one of its objects in detail, until the returned
   * function is called. A broken stream is opened again by itself.
   */
  follow(
    entity: EntityName,
    object: ObjectRef | undefined,
    observer: StreamObserver,
  ): () => void;
  /** Asks for an action; what comes of it is seen in the stream. */
  requestAction(
    entity: EntityName,
    object: ObjectRef,
    request: ActionRequest,
  ): Promise<ActionAccepted>;
}

/** Reference under which the portal API is found. */
export const gitopsApiRef = createApiRef<GitOpsApi>({
  id: 'plugin.gitops.api',
});
