import { WebhookError } from '../WebhookError';

/**
 * Checks an event against `spec.events`, without regard to case; an empty list
 * allows all.
 * @throws WebhookError - `event`
 */
export function requireEvent(
  event: string,
  allowed: readonly string[] = [],
): void {
  if (allowed.length === 0) return;
  const folded = event.toLowerCase();
  if (allowed.some(name => name.toLowerCase() === folded)) return;
  throw new WebhookError(
    'event',
    `the event ${JSON.stringify(
      event.slice(0, 100),
    )} is not one of spec.events`,
  );
}
