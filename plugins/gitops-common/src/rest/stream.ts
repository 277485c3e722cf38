import type { DeliveryDetail, EntitySnapshot } from './deliveries';

/**
 * Messages of the event stream, by event name. Each carries the whole picture,
 * so that a client that lost some needs only the last one.
 */
export interface StreamMessages {
  readonly snapshot: EntitySnapshot;
  /** Only on a stream with `?delivery=`. */
  readonly detail: DeliveryDetail;
  /** Every {@link HEARTBEAT_MS}; silence for longer is a broken stream. */
  readonly ping: { readonly at: string };
}

/** Milliseconds between two signs of life of a stream. */
export const HEARTBEAT_MS = 10_000;
