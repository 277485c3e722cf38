import { createApiRef } from '@backstage/core-plugin-api';
import type {
  DeliveryDetail,
  DeliveryRef,
  EntityName,
  EntitySnapshot,
  ReconcileRequest,
  SuspendRequest,
} from '@backstage-gitops/plugin-gitops-common';

/** Told about a stream. Calls come in the order in which things happened. */
export interface StreamObserver {
  onSnapshot(snapshot: EntitySnapshot): void;
  onDetail(detail: DeliveryDetail): void;
  /** The stream works (again). */
  onLive(): void;
  /** The stream is broken and is being opened again. */
  onBroken(): void;
  /** The stream cannot be had: denied, no such entity, a wrong annotation. */
  onRefused(error: Error): void;
}

/** The portal API. Calls reject with `ResponseError` of `@backstage/errors`. */
export interface GitOpsApi {
  /**
   * Follows an entity, and one of its deliveries in detail, until the returned
   * function is called. A broken stream is opened again by itself.
   */
  follow(
    entity: EntityName,
    delivery: DeliveryRef | undefined,
    observer: StreamObserver,
  ): () => void;
  reconcile(
    entity: EntityName,
    delivery: DeliveryRef,
    request: ReconcileRequest,
  ): Promise<void>;
  suspend(
    entity: EntityName,
    delivery: DeliveryRef,
    request: SuspendRequest,
  ): Promise<void>;
  resume(entity: EntityName, delivery: DeliveryRef): Promise<void>;
}

/** Reference under which the portal API is found. */
export const gitopsApiRef = createApiRef<GitOpsApi>({
  id: 'plugin.gitops.api',
});
