import type { EntitySnapshot, ObjectDetail } from './snapshot';

/**
 * Messages of the event stream, by event name. Each carries the whole state, so
 * that a client that lost some needs only the last one.
 */
export interface StreamMessages {
  readonly snapshot: EntitySnapshot;
  /** Only on a stream with `?object=`. */
  readonly detail: ObjectDetail;
  /** Every {@link HEARTBEAT_MS}; silence for longer is a broken stream. */
  readonly ping: { readonly at: string };
}

/** Milliseconds between two `ping` messages of a stream. */
export const HEARTBEAT_MS = 10_000;
