import { EVENT_ANNOTATION_PREFIX } from '@backstage-gitops/plugin-gitops-common';
import { groupOf } from './FluxEvent';
import type { FluxEvent } from './FluxEvent';

/** Keys of the involved object's group that tell alerts nothing. */
const INTERNAL_KEYS: readonly string[] = ['checksum', 'digest'];
/** Key that only the rate limit reads. */
const TOKEN_KEY = 'token';

function filterMetadata(
  event: FluxEvent,
  isKept: (key: string) => boolean,
): FluxEvent {
  const kept = Object.entries(event.metadata ?? {}).filter(([key]) =>
    isKept(key),
  );
  const { metadata, ...rest } = event;
  return { ...rest, metadata: Object.fromEntries(kept) };
}

/**
 * The event with the metadata under `event.toolkit.fluxcd.io/` and under its
 * object's group, without checksum and digest.
 * @see Flux: notification-controller internal/server, `cleanupMetadata`
 */
export function cleanMetadata(event: FluxEvent): FluxEvent {
  const prefix = `${groupOf(event)}/`;
  const internal = INTERNAL_KEYS.map(key => `${prefix}${key}`.toLowerCase());
  return filterMetadata(
    event,
    key =>
      !internal.includes(key.toLowerCase()) &&
      (key.startsWith(EVENT_ANNOTATION_PREFIX) || key.startsWith(prefix)),
  );
}

/** The event without the token, which is for the rate limit alone. */
export function withoutToken(event: FluxEvent): FluxEvent {
  const token = `${groupOf(event)}/${TOKEN_KEY}`;
  return filterMetadata(event, key => key !== token);
}
